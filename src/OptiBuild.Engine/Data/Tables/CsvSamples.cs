using System.Text;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Data.Tables;

/// <param name="Labels">Of the label column; null where there is none or it is not wanted.</param>
sealed record CsvContent(CsvFile File, CsvColumns Columns, int Count, LabelReading? Labels);

/// <param name="separate">Labels from a file of their own, which win over a column.</param>
sealed class CsvSamples(DataRequest request, CsvContent content, LabelSource separate) : Samples
{
    readonly CsvFile file = content.File;
    readonly CsvColumns columns = content.Columns;

    public override int Count => content.Count;
    public override LabelKind Labels => separate.Kind != LabelKind.None ? separate.Kind : content.Labels?.Kind ?? LabelKind.None;
    public override IReadOnlyList<string> ClassNames => separate.Kind != LabelKind.None ? separate.ClassNames : content.Labels?.ClassNames ?? [];

    public override IEnumerable<Sample> Read(CancellationToken cancel)
    {
        using var label = separate.Read().GetEnumerator();
        foreach (var row in file.Rows())
        {
            cancel.ThrowIfCancellationRequested();
            label.MoveNext();
            yield return new Sample(Arrays(row), label.Current ?? ColumnLabel(row), file.Origin(row));
        }
    }

    Label? ColumnLabel(CsvRow row) =>
        content.Labels is { } labels && columns.Label is { } column ? labels.Of(row.Text(column).Trim(), file.Origin(row)) : null;

    SampleArray[] Arrays(CsvRow row)
    {
        var arrays = new SampleArray[request.Inputs.Count];
        for (var i = 0; i < arrays.Length; i++)
        {
            var type = request.Inputs[i].Type;
            var features = columns.Features[i];
            var data = new byte[type.Bytes(features.Length)];
            var size = data.Length / Math.Max(1, features.Length);
            for (var e = 0; e < features.Length; e++)
                if (!Elements.Write(Value(row, features[e], type), type, data.AsSpan(e * size, size))) throw Invalid(row, features[e], type);
            arrays[i] = new SampleArray(request.Inputs[i].Name, type, columns.Shapes[i], data);
        }
        return arrays;
    }

    double Value(CsvRow row, int column, ElementType type)
    {
        var cell = row[column];
        if (!CsvNumber.TryParse(cell, out var value)) value = Ascii.EqualsIgnoreCase(cell, "true"u8) ? 1 : Ascii.EqualsIgnoreCase(cell, "false"u8) ? 0 : throw Invalid(row, column, type);
        if (double.IsFinite(value)) return value;
        throw new OptiBuildException(Diagnostics.NotFinite.With(file.Origin(row), row.Text(column), file.ColumnName(column)));
    }

    OptiBuildException Invalid(CsvRow row, int column, ElementType type) =>
        new(Diagnostics.CellInvalid.With($"{file.Origin(row)}, {file.ColumnName(column)},", row.Text(column), $"a number of type {type.Name()}"));

    public override string Hash() => ContentHash.Of(request.Place, separate);
}
