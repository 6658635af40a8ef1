using System.Globalization;

namespace OptiBuild.Engine.Data;

/// <summary>Labels in a file of their own: .npy, .npz (its array <c>labels</c>, or its only one), or a text with one label in each line.</summary>
static class LabelFile
{
    /// <exception cref="OptiBuildException">OB3xxx.</exception>
    public static LabelSource Open(string path)
    {
        if (!File.Exists(path))
            throw new OptiBuildException(Diagnostics.LabelsMissing.With(Places.Name(path), "The data has no columns; name a .npy, .npz or text file."));
        var start = FileStart.Of(path);
        if (start.StartsWith("PK\x03\x04"u8)) return Npz(path);
        if (start.Length > 0 && start[0] == 0x93) return NpyLabels.Of(() => new NpyReader(Places.Open(path), Places.Name(path)), Places.Name(path), [path]);
        return Text(path);
    }

    static LabelSource Npz(string path)
    {
        var names = NpzFile.Names(path);
        var array = names.Contains(NpzFormat.Labels) ? NpzFormat.Labels : names is [var only] ? only
            : throw new OptiBuildException(Diagnostics.InputNames.With(Places.Name(path), Named.List("array", names), "the labels to be compared with: one array, or one named 'labels'"));
        return NpyLabels.Of(() => NpzFile.Read(path, array), Places.Name(path), [path]);
    }

    static LabelSource Text(string path)
    {
        var kind = LabelKind.Classes;
        var count = 0L;
        foreach (var (line, number) in Lines(path))
        {
            count++;
            if (LabelText.Kind(line, Origin(path, number)) == LabelKind.Numbers) kind = LabelKind.Numbers;
        }
        return new LabelSource(kind, count, [path], () => Lines(path).Select(l => LabelText.Parse(l.Text, kind, Origin(path, l.Number))));
    }

    /// <summary>Lines that hold something. A first line without a number is a heading.</summary>
    static IEnumerable<(string Text, int Number)> Lines(string path)
    {
        using var reader = new StreamReader(Places.Open(path));
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            var text = line.Trim().TrimEnd(',', ';').Trim();
            if (text.Length > 0 && (number > 1 || LabelText.IsNumber(text))) yield return (text, number);
        }
    }

    static string Origin(string path, int line) => string.Create(CultureInfo.InvariantCulture, $"{Places.Name(path)}, line {line},");
}
