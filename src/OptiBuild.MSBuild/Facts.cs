using System.Globalization;
using System.Text;

namespace OptiBuild.MSBuild;

/// <summary>What the worker found out about a model: lines <c>Name=value</c>. Empty before the first build.</summary>
sealed class Facts
{
    readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    readonly List<Port> _inputs = [], _outputs = [];
    readonly List<string> _classNames = [];
    readonly List<ClassFact> _classes = [];

    public static Facts None => new();

    public bool AreKnown => _values.Count > 0;
    public IReadOnlyList<Port> Inputs => _inputs;
    public IReadOnlyList<Port> Outputs => _outputs;
    public IReadOnlyList<string> ClassNames => _classNames;
    public IReadOnlyList<ClassFact> Classes => _classes;

    public static Facts Read(string file)
    {
        var facts = new Facts();
        if (!File.Exists(file)) return facts;
        foreach (var line in File.ReadAllLines(file, Encoding.UTF8))
            if (line.IndexOf('=') is > 0 and var equals) facts.Add(line.Substring(0, equals), line.Substring(equals + 1));
        return facts;
    }

    void Add(string name, string value)
    {
        if (name == "Input") _inputs.Add(Port.Parse(value));
        else if (name == "Output") _outputs.Add(Port.Parse(value));
        else if (name == "ClassName") _classNames.Add(value);
        else if (name == "Class") _classes.Add(ClassFact.Parse(value));
        else _values[name] = value;
    }

    public string Text(string name) => _values.TryGetValue(name, out var text) ? text : "";

    public long Whole(string name) => long.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;

    public double Real(string name) => Number(Text(name));

    internal static double Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
}

/// <summary>The metric of one class, before and after.</summary>
sealed record ClassFact(string Name, double Original, double Optimized)
{
    /// <summary><c>name|before|after</c>; a bar in the name is written in another way.</summary>
    public static ClassFact Parse(string text) =>
        text.Split('|') is { Length: 3 } parts ? new(parts[0], Facts.Number(parts[1]), Facts.Number(parts[2])) : new(text, double.NaN, double.NaN);
}

/// <summary>An input or output of a model.</summary>
sealed record Port(string Name, string Type, string Shape)
{
    /// <summary><c>name|type|dim,dim</c>; the name is the user's and may hold a bar itself.</summary>
    public static Port Parse(string text)
    {
        var last = text.LastIndexOf('|');
        var middle = last > 0 ? text.LastIndexOf('|', last - 1) : -1;
        return middle < 0 ? new Port(text, "", "")
            : new Port(text.Substring(0, middle), text.Substring(middle + 1, last - middle - 1), text.Substring(last + 1).Replace(",", ", "));
    }
}
