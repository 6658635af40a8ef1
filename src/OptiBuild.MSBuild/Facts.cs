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

    /// <summary>What a model says of itself, where no worker has looked at it.</summary>
    public static Facts Of(string model)
    {
        var facts = new Facts();
        var (inputs, outputs) = ModelPorts.Of(model);
        facts._inputs.AddRange(inputs);
        facts._outputs.AddRange(outputs);
        return facts;
    }

    void Add(string name, string value)
    {
        if (name == "Input") _inputs.Add(Port.Parse(value));
        else if (name == "Output") _outputs.Add(Port.Parse(value));
        else if (name == "ClassName") _classNames.Add(Plain(value));
        else if (name == "Class") _classes.Add(ClassFact.Parse(value));
        else _values[name] = value;
    }

    public string Text(string name) => _values.TryGetValue(name, out var text) ? text : "";

    public long Whole(string name) => long.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;

    public double Real(string name) => Number(Text(name));

    /// <summary>Undoes %XX, as which the worker writes what would end a line or a part of one.</summary>
    internal static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
            if (text[i] == '%' && i + 2 < text.Length && int.TryParse(text.Substring(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                plain.Append((char)code);
                i += 2;
            }
            else plain.Append(text[i]);
        return plain.ToString();
    }

    internal static double Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
}

/// <summary>The metric of one class, before and after.</summary>
sealed record ClassFact(string Name, double Original, double Optimized)
{
    /// <summary><c>name|before|after</c></summary>
    public static ClassFact Parse(string text) =>
        text.Split('|') is { Length: 3 } parts ? new(Facts.Plain(parts[0]), Facts.Number(parts[1]), Facts.Number(parts[2])) : new(Facts.Plain(text), double.NaN, double.NaN);
}

/// <summary>An input or output of a model.</summary>
sealed record Port(string Name, string Type, string Shape)
{
    /// <summary><c>name|type|dim,dim</c></summary>
    public static Port Parse(string text) =>
        text.Split('|') is { Length: 3 } parts ? new(Facts.Plain(parts[0]), Facts.Plain(parts[1]), Facts.Plain(parts[2].Replace(",", ", "))) : new(Facts.Plain(text), "", "");
}
