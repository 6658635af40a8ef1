using System.Security.Cryptography;
using System.Text;

namespace OptiBuild.MSBuild;

/// <summary>What shall be done with one OptimizeModel item. Outputs lie in a folder that the options choose, so that builds which differ in them do not disturb each other.</summary>
/// <param name="Display">The item as the user wrote it, with forward slashes: the name in messages.</param>
/// <param name="File">Absolute path of the original model.</param>
/// <param name="DefinedIn">Absolute path of the project file that holds the item.</param>
/// <param name="Folder">Absolute path of the folder for everything made from it.</param>
/// <param name="Options">Option texts by name as the user wrote them, in the order of their names; unset ones are left out.</param>
sealed record ModelPlan(string Display, string File, string DefinedIn, string Folder, IReadOnlyDictionary<string, string> Options)
{
    const string OptionPrefix = "option:";

    public string FileName => Path.GetFileName(File);
    public string Output => Path.Combine(Folder, Shippable(FileName));
    public string Compressed => Output + ".br";

    /// <summary>What the worker writes beside a model that one file cannot hold: no resource can then.</summary>
    public string Weights => Output + ".data";

    public string Facts => Path.Combine(Folder, "facts");
    public string Stamp => Path.Combine(Folder, "stamp");
    public string Warnings => Path.Combine(Folder, "warnings");
    public string Report => Path.Combine(Folder, "report.json");

    /// <summary>Names the model where editors tell apart what was made from what.</summary>
    public string Set => "OptiBuild." + Path.GetFileName(Folder);

    public string LogicalName => Option("LogicalName") ?? "OptiBuild/" + Shippable(FileName);
    public bool IsEmbedded => !IsContent && !Is("Embed", "None");
    public bool IsContent => Is("Embed", "Content");
    public bool IsCompressed => IsEmbedded && !Is("Compression", "None");

    /// <summary>Where a model copied beside the app lies, seen from the app: at its link, as in the project, or just its name when it comes from outside.</summary>
    public string ContentPath => Shippable(StaysBelow(Link) ? Link : StaysBelow(Display) ? Display : FileName);

    /// <summary>Where the user wants it beside the app: MSBuild's metadata of the same name, which changes nothing in the model.</summary>
    public string Link { get; init; } = "";

    public string? Option(string name) => Options.TryGetValue(name, out var text) ? text : null;

    public bool Is(string name, string value) => string.Equals(Option(name), value, StringComparison.OrdinalIgnoreCase);

    /// <summary>The name of <see cref="Folder"/>: the item and its options, but no absolute path, so that it is the same in every clone.</summary>
    public static string Key(string display, IEnumerable<KeyValuePair<string, string>> options)
    {
        using var sha = SHA256.Create();
        var hash = sha.ComputeHash(Encoding.UTF8.GetBytes(FlatJson.Quote(display) + FlatJson.Write(options)));
        return Hexadecimal(hash).Substring(0, 16);
    }

    public static string Hexadecimal(byte[] bytes) => BitConverter.ToString(bytes).Replace("-", "").ToLowerInvariant();

    static bool StaysBelow(string path) => path.Length > 0 && !Path.IsPathRooted(path) && !path.Split('/').Contains("..");

    /// <summary>The name without what a log must not show and a compiler's command line cannot hold: the compiler and MSBuild tell every file that they are given.</summary>
    public static string Shippable(string name) => Printable.Of(name).Replace('\uFFFD', '_').Replace('"', '_').Replace('|', '_');

    /// <summary>The plan as one word that MSBuild passes on as it is, as metadata or as a property.</summary>
    public string ToToken()
    {
        var members = new Dictionary<string, string> { ["display"] = Display, ["file"] = File, ["definedIn"] = DefinedIn, ["folder"] = Folder, ["link"] = Link };
        foreach (var option in Options) members[OptionPrefix + option.Key] = option.Value;
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(FlatJson.Write(members))).Replace('+', '-').Replace('/', '_').TrimEnd('=');
    }

    public static ModelPlan FromToken(string token)
    {
        var base64 = token.Replace('-', '+').Replace('_', '/');
        var json = Encoding.UTF8.GetString(Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '=')));
        var members = FlatJson.Read(json) ?? throw new FormatException("Not a plan: " + json);
        var options = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in members.Where(m => m.Key.StartsWith(OptionPrefix, StringComparison.Ordinal)))
            options[member.Key.Substring(OptionPrefix.Length)] = member.Value;
        return new ModelPlan(members["display"], members["file"], members["definedIn"], members["folder"], options) { Link = members["link"] };
    }
}
