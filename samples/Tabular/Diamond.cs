using System.Globalization;

namespace Tabular;

/// <summary>A stone as the model takes it: six measures, then one number for each value of cut, color and clarity.</summary>
sealed record Diamond(float[] Features, string Text)
{
    public const int Count = 26;

    static readonly string[] Measures = ["carat", "depth", "table", "x", "y", "z"];

    static readonly (string Name, string[] Values)[] Grades =
    [
        ("cut",     ["Fair", "Good", "Very_Good", "Premium", "Ideal"]),
        ("color",   ["D", "E", "F", "G", "H", "I", "J"]),
        ("clarity", ["I1", "SI2", "SI1", "VS2", "VS1", "VVS2", "VVS1", "IF"]),
    ];

    static readonly Dictionary<string, string> Usual = new()
    {
        ["carat"] = "0.7", ["depth"] = "61.8", ["table"] = "57", ["x"] = "5.7", ["y"] = "5.7", ["z"] = "3.5", ["cut"] = "Ideal", ["color"] = "G", ["clarity"] = "VS2",
    };

    /// <param name="args">carat=1.2 cut=Premium …; what is not said is usual.</param>
    public static Diamond Parse(string[] args)
    {
        var said = new Dictionary<string, string>(Usual);
        foreach (var arg in args)
        {
            var parts = arg.Split('=');
            if (parts.Length != 2 || !Usual.ContainsKey(parts[0])) throw new ArgumentException($"'{arg}' is none of {string.Join(", ", Usual.Keys)} with a value.");
            said[parts[0]] = parts[1];
        }
        float[] features = [.. Measures.Select(m => float.Parse(said[m], CultureInfo.InvariantCulture)), .. Grades.SelectMany(g => OneOf(g.Name, g.Values, said[g.Name]))];
        return new(features, $"{said["carat"]} carat, {said["cut"]}, {said["color"]}, {said["clarity"]}");
    }

    public override string ToString() => Text;

    static float[] OneOf(string name, string[] values, string value)
    {
        var at = Array.IndexOf(values, value);
        if (at < 0) throw new ArgumentException($"{name}={value}: it is one of {string.Join(", ", values)}.");
        var numbers = new float[values.Length];
        numbers[at] = 1;
        return numbers;
    }
}
