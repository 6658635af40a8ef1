using System.Collections.Frozen;

namespace OptiBuild.Engine.Data.Tables;

/// <summary>Which columns go to which input, and which one is the label.</summary>
/// <param name="Features">For each model input its columns, in the order of the elements.</param>
/// <param name="Shapes">For each model input a sample's shape.</param>
sealed record CsvColumns(IReadOnlyList<int[]> Features, IReadOnlyList<long[]> Shapes, int? Label)
{
    static readonly FrozenSet<string> LabelNames = new[] { "label", "labels", "target", "class" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Also a coordinate's name, hence a label at the edge of the table only.</summary>
    const string LabelNameAtEdge = "y";

    /// <exception cref="OptiBuildException">OB3018, OB3021.</exception>
    public static CsvColumns Of(CsvFile file, DataRequest request)
    {
        var asked = AskedLabel(file, request);
        return request.Inputs is [var only] ? ForOne(file, only, asked) : ForSeveral(file, request.Inputs, asked);
    }

    /// <summary>The column that the option Labels names, if it names one: it may also be a file.</summary>
    static int? AskedLabel(CsvFile file, DataRequest request)
    {
        if (request.Options.Labels is not { } labels) return null;
        var column = Enumerable.Range(0, file.Header?.Count ?? 0).Cast<int?>()
            .FirstOrDefault(c => file.Header![c!.Value] == labels || file.Header[c.Value] == Path.GetFileName(labels));
        if (column is not null || File.Exists(labels) || !request.WantsLabels) return column;
        throw new OptiBuildException(Diagnostics.LabelsMissing.With(labels, file.Header is null
            ? $"'{file.Name}' has no heading: add one, or name a file."
            : $"'{file.Name}' has {Named.List("column", [.. file.Header])}: name one, or a file."));
    }

    static CsvColumns ForOne(CsvFile file, ModelInput input, int? asked)
    {
        var wanted = FeatureShape.Columns(input);
        var label = asked ?? (wanted == file.Columns ? null : KnownLabel(file) ?? (wanted == file.Columns - 1 ? file.Columns - 1 : null));
        var features = Enumerable.Range(0, file.Columns).Where(c => c != label).ToArray();
        var shape = FeatureShape.Of(input, features.Length) ?? throw new OptiBuildException(Diagnostics.ColumnCount.With(file.Name,
            $"{features.Length} feature columns" + (label is { } l ? $" beside the label in {file.ColumnName(l)}" : ""),
            $"{InputFit.Text(InputFit.OfSample(input))} for one sample of input '{input.Name}'"));
        return new CsvColumns([features], [shape], label);
    }

    static int? KnownLabel(CsvFile file)
    {
        for (var c = 0; c < file.Header?.Count; c++)
        {
            var atEdge = c == 0 || c == file.Columns - 1;
            if (LabelNames.Contains(file.Header[c]) || (atEdge && file.Header[c].Equals(LabelNameAtEdge, StringComparison.OrdinalIgnoreCase))) return c;
        }
        return null;
    }

    static CsvColumns ForSeveral(CsvFile file, IReadOnlyList<ModelInput> inputs, int? asked)
    {
        var owners = Enumerable.Range(0, file.Columns).Select(c => c == asked ? null : Owner(file, c, inputs)).ToArray();
        var features = inputs.Select(i => Enumerable.Range(0, file.Columns).Where(c => owners[c] == i).ToArray()).ToArray();
        var shapes = inputs.Select((input, i) => FeatureShape.Of(input, features[i].Length)).ToArray();
        var rest = Enumerable.Range(0, file.Columns).Where(c => owners[c] is null && c != asked).ToArray();
        if (shapes.Contains(null) || rest.Length > (asked is null ? 1 : 0))
            throw new OptiBuildException(Diagnostics.InputNames.With(file.Name,
                file.Header is null ? "no heading" : Named.List("column", [.. file.Header]), Named.List("input", [.. inputs.Select(i => i.Name)])));
        return new CsvColumns(features, shapes!, asked ?? (rest.Length == 1 ? rest[0] : null));
    }

    /// <summary>The input that the column is named like: <c>age</c>, or <c>pixels_0</c>, <c>pixels.1</c>, <c>pixels[2]</c> for one of several elements.</summary>
    static ModelInput? Owner(CsvFile file, int column, IReadOnlyList<ModelInput> inputs)
    {
        if (file.Header is null) return null;
        var name = file.Header[column];
        return inputs.Where(i => name == i.Name || (name.StartsWith(i.Name, StringComparison.Ordinal) && IsIndex(name.AsSpan(i.Name.Length)))).MaxBy(i => i.Name.Length);
    }

    static bool IsIndex(ReadOnlySpan<char> suffix)
    {
        var digits = suffix.Trim("_.[]");
        return digits.Length > 0 && digits.IndexOfAnyExceptInRange('0', '9') < 0;
    }
}
