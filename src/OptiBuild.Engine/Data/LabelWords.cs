namespace OptiBuild.Engine.Data;

/// <summary>Labels written as text, seen once to tell what they are: whole numbers are classes, others are numbers; words are classes numbered by their sorted names, or by the option ClassNames; texts where the metric compares such.</summary>
sealed class LabelWords(DataRequest request)
{
    /// <summary>A column with more different words holds texts, no classes.</summary>
    const int MostClasses = 1 << 16;

    readonly SortedSet<string> words = new(StringComparer.Ordinal);
    readonly Dictionary<string, long> given = request.ClassNames.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => (long)p.i, StringComparer.Ordinal);
    LabelKind numbers = LabelKind.None;

    /// <exception cref="OptiBuildException">OB3015, OB3035, OB3037: it does not go with the labels before it.</exception>
    public void Add(string text, string origin)
    {
        if (request.WantsTexts || given.ContainsKey(text)) return;
        if (LabelText.IsNumber(text)) AddNumber(text, origin);
        else AddWord(text, origin);
    }

    void AddNumber(string text, string origin)
    {
        if (words.Count > 0) throw new OptiBuildException(Diagnostics.LabelsMixed.With(origin, text, "names"));
        if (numbers != LabelKind.Numbers) numbers = LabelText.Kind(text, origin);
    }

    void AddWord(string text, string origin)
    {
        if (given.Count > 0) throw new OptiBuildException(Diagnostics.ClassUnknown.With(origin, text));
        if (text.Length == 0 || numbers != LabelKind.None || (words.Add(text) && words.Count > MostClasses)) throw new OptiBuildException(Diagnostics.LabelInvalid.With(origin, text));
    }

    public LabelReading Reading()
    {
        if (request.WantsTexts) return new(LabelKind.Texts, given);
        if (words.Count == 0) return new(numbers == LabelKind.None ? LabelKind.Classes : numbers, given);
        var places = words.Select((word, i) => (word, i)).ToDictionary(p => p.word, p => (long)p.i, StringComparer.Ordinal);
        return new(LabelKind.Classes, places) { ClassNames = [.. words] };
    }
}
