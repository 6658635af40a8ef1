namespace OptiBuild.Cli.Talk;

/// <summary>Sentences between a margin and the width of a terminal. A word that is longer than a line stays whole, to be copied.</summary>
static class Wrapped
{
    /// <summary>Where nobody watches, and where a terminal does not say.</summary>
    const int Usual = 80;

    public static int Width => !Console.IsOutputRedirected && Console.WindowWidth is > 0 and var width ? width : Usual;

    /// <param name="first">What the first line begins with; the others begin with as many spaces.</param>
    public static void Write(TextWriter output, string first, string text, int width)
    {
        var (line, used, isEmpty) = (first, first.Length, true);
        foreach (var word in text.Split(' '))
        {
            if (!isEmpty && used + 1 + word.Length > width)
            {
                output.WriteLine(line);
                (line, used, isEmpty) = (new string(' ', first.Length), first.Length, true);
            }
            (line, used, isEmpty) = (isEmpty ? line + word : $"{line} {word}", used + word.Length + (isEmpty ? 0 : 1), false);
        }
        output.WriteLine(line);
    }
}
