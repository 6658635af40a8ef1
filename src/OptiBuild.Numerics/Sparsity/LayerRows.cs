using OptiBuild.Numerics.Weights;

namespace OptiBuild.Numerics.Sparsity;

/// <summary>The weights of a layer, one row for each output channel, whatever the order of the tensor.</summary>
/// <param name="Values">[outputs, columns]; columns are input channels of a group · kernel positions.</param>
/// <param name="Groups">Of a convolution; 1 for products. The outputs of a group follow one another.</param>
public sealed record LayerRows(float[] Values, int Outputs, int Groups)
{
    public int Columns => Values.Length / Outputs;

    /// <summary>Outputs of one group.</summary>
    public int Rows => Outputs / Groups;

    /// <summary>As the numerics of weights know it.</summary>
    public LayerShape Layer => new(new(1, Outputs, Columns), Groups);

    public static LayerRows Of(ReadOnlySpan<float> tensor, LayerShape layer)
    {
        var shape = layer.Weights;
        Shape.Require(tensor.Length == shape.Length && shape.Length > 0 && shape.Channels % layer.Groups == 0);
        var rows = new LayerRows(new float[tensor.Length], shape.Channels, layer.Groups);
        for (var o = 0; o < shape.Channels; o++) shape.Gather(tensor, o, rows.Row(o));
        return rows;
    }

    public Span<float> Row(int output) => Values.AsSpan(output * Columns, Columns);

    public LayerRows Copy() => this with { Values = [.. Values] };

    /// <summary>In the order of the tensor.</summary>
    public float[] ToTensor(ChannelShape shape)
    {
        Shape.Require(shape.Length == Values.Length && shape.Channels == Outputs);
        var tensor = new float[Values.Length];
        for (var o = 0; o < Outputs; o++) shape.Scatter(Row(o), o, tensor);
        return tensor;
    }

    /// <summary>Of each group about as many outputs, evenly spread: enough to estimate by.</summary>
    public LayerRows Some(int most)
    {
        var perGroup = Math.Max(1, most / Groups);
        if (perGroup >= Rows) return this;
        var chosen = new LayerRows(new float[perGroup * Groups * Columns], perGroup * Groups, Groups);
        for (var i = 0; i < chosen.Outputs; i++) Row(i / perGroup * Rows + (int)((long)(i % perGroup) * Rows / perGroup)).CopyTo(chosen.Row(i));
        return chosen;
    }

    /// <summary>[columns, rows] of one group.</summary>
    internal void Turn(int group, Span<float> turned)
    {
        var (rows, columns) = (Rows, Columns);
        for (var r = 0; r < rows; r++)
        {
            var row = Row(group * rows + r);
            for (var j = 0; j < columns; j++) turned[j * rows + r] = row[j];
        }
    }

    internal void TurnBack(int group, ReadOnlySpan<float> turned)
    {
        var (rows, columns) = (Rows, Columns);
        for (var r = 0; r < rows; r++)
        {
            var row = Row(group * rows + r);
            for (var j = 0; j < columns; j++) row[j] = turned[j * rows + r];
        }
    }
}
