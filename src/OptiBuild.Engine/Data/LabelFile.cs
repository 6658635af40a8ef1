using System.Globalization;

using OptiBuild.Engine.Data.Arrays;

namespace OptiBuild.Engine.Data;

/// <summary>Labels in a file of their own: .npy, .npz (its array <c>labels</c>, or its only one), or a text with one label in each line.</summary>
static class LabelFile
{
    /// <exception cref="OptiBuildException">OB3xxx.</exception>
    public static LabelSource Open(DataRequest request, string path)
    {
        if (!File.Exists(path))
            throw new OptiBuildException(Diagnostics.LabelsMissing.With(Places.Name(path), "The data has no columns; name a .npy, .npz or text file."));
        var start = FileStart.Of(path);
        if (start.StartsWith("PK\x03\x04"u8)) return Npz(path);
        if (start.Length > 0 && start[0] == 0x93) return ArrayLabels.Of(() => NpyFormat.Read(path), Places.Name(path), [path]);
        if (IdxFormat.Is(path)) return ArrayLabels.Of(() => IdxFile.Read(path), Places.Name(path), [path]);
        return Text(request, path);
    }

    static LabelSource Npz(string path)
    {
        var names = NpzFile.Names(path);
        var array = names.Contains(ArraySet.Labels) ? ArraySet.Labels : names is [var only] ? only
            : throw new OptiBuildException(Diagnostics.InputNames.With(Places.Name(path), Named.List("array", names), "the labels to be compared with: one array, or one named 'labels'"));
        return ArrayLabels.Of(() => NpzFile.Read(path, array), Places.Name(path), [path]);
    }

    static LabelSource Text(DataRequest request, string path)
    {
        var hasHeading = !request.WantsTexts && HasHeading(path);
        var words = new LabelWords(request);
        var count = 0L;
        foreach (var (line, number) in Lines(path).Skip(hasHeading ? 1 : 0))
        {
            count++;
            words.Add(line, Origin(path, number));
        }
        var reading = words.Reading();
        return new LabelSource(reading.Kind, count, [path], () => Lines(path).Skip(hasHeading ? 1 : 0).Select(l => reading.Of(l.Text, Origin(path, l.Number)))) { ClassNames = reading.ClassNames };
    }

    /// <summary>A word above numbers.</summary>
    static bool HasHeading(string path) => Lines(path).Take(2).Select(l => LabelText.IsNumber(l.Text)).ToArray() is [false, true];

    /// <summary>Lines that hold something.</summary>
    static IEnumerable<(string Text, int Number)> Lines(string path)
    {
        using var lines = new TextLines(path);
        while (lines.Next() is { } line)
            if (line.Trim().TrimEnd(',', ';').Trim() is { Length: > 0 } text) yield return (text, lines.Number);
    }

    static string Origin(string path, int line) => string.Create(CultureInfo.InvariantCulture, $"{Places.Name(path)}, line {line},");
}
