using System.Globalization;
using CsvHelper;

namespace OptiBuild.Engine.Data;

/// <param name="Kind">Of the label column; None where there is none or it is not wanted.</param>
sealed record CsvContent(CsvFile File, CsvColumns Columns, int Count, LabelKind Kind);

/// <param name="separate">Labels from a file of their own, which win over a column.</param>
sealed class CsvSamples(DataRequest request, CsvContent content, LabelSource separate) : Samples
{
    readonly CsvFile file = content.File;
    readonly CsvColumns columns = content.Columns;

    public override int Count => content.Count;
    public override LabelKind Labels => separate.Kind != LabelKind.None ? separate.Kind : content.Kind;

    public override IEnumerable<Sample> Read(CancellationToken cancel)
    {
        using var label = separate.Read().GetEnumerator();
        foreach (var row in file.Rows())
        {
            cancel.ThrowIfCancellationRequested();
            label.MoveNext();
            var origin = file.Origin(row);
            yield return new Sample(Arrays(row, origin), label.Current ?? ColumnLabel(row, origin), origin);
        }
    }

    Label? ColumnLabel(IParser row, string origin) =>
        Labels != LabelKind.None && columns.Label is { } column ? LabelText.Parse(row[column], Labels, origin) : null;

    SampleArray[] Arrays(IParser row, string origin)
    {
        var arrays = new SampleArray[request.Inputs.Count];
        for (var i = 0; i < arrays.Length; i++)
        {
            var type = request.Inputs[i].Type;
            var data = new byte[Onnx.ElementTypes.Bytes(type, columns.Features[i].Length)];
            var size = data.Length / Math.Max(1, columns.Features[i].Length);
            for (var e = 0; e < columns.Features[i].Length; e++)
                Fill(row, columns.Features[i][e], (type, origin), data.AsSpan(e * size, size));
            arrays[i] = new SampleArray(request.Inputs[i].Name, type, columns.Shapes[i], data);
        }
        return arrays;
    }

    void Fill(IParser row, int column, (Onnx.ElementType Type, string Origin) cell, Span<byte> element)
    {
        var text = row[column];
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || (double.IsFinite(value) && !Elements.Write(value, cell.Type, element)))
            throw new OptiBuildException(Diagnostics.CellInvalid.With($"{cell.Origin}, {file.ColumnName(column)},", text, $"a number of type {Onnx.ElementTypes.Name(cell.Type)}"));
        if (!double.IsFinite(value))
            throw new OptiBuildException(Diagnostics.NotFinite.With(cell.Origin, text, file.ColumnName(column)));
    }

    public override string Hash() => ContentHash.Of(request.Place, separate);
}
