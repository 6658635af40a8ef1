using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using OptiBuild.Engine;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Tables;

/// <summary>What editors read of the package is printed from the product's tables. With OPTIBUILD_README=write it is written anew instead of compared.</summary>
public partial class EditorFiles
{
    static readonly string Build = Path.Combine(Assets.Repository!, "src", "OptiBuild.MSBuild", "build");

    static readonly Dictionary<string, Func<string>> Files = new()
    {
        ["OptiBuild.buildschema.json"] = Schema,
        ["OptimizeModel.xaml"]         = Rule,
    };

    public static TheoryData<string> Names => [.. Files.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void FileIsTheTables(string name)
    {
        var file = Path.Combine(Build, name);
        if (Environment.GetEnvironmentVariable("OPTIBUILD_README") == "write") File.WriteAllText(file, Files[name]());

        Assert.Equal(Files[name](), File.ReadAllText(file).ReplaceLineEndings("\n"));
    }

    /// <summary>A property that build files read and no table names is one that nobody can find.</summary>
    [Fact]
    public void EveryPropertyOfTheBuildFilesIsInATable()
    {
        var read = new[] { "OptiBuild.props", "OptiBuild.targets" }.SelectMany(f => Property().Matches(File.ReadAllText(Path.Combine(Build, f)))).Select(m => m.Groups[1].Value).ToHashSet();
        var known = ProjectPropertyRows.All.Select(r => r.Name).Concat(OptionRows.All.Select(r => "OptiBuild" + r.Name));

        // Which program runs, and what is warned of, is for tests and for those who package OptiBuild themselves.
        Assert.Equal(known.Append("OptiBuildWorker").Order(StringComparer.Ordinal), read.Order(StringComparer.Ordinal));
    }

    /// <remarks>Format: the schema of MSBuild Editor, https://github.com/mhutch/MonoDevelop.MSBuildEditor/blob/main/MonoDevelop.MSBuild/Schemas/buildschema.json</remarks>
    static string Schema()
    {
        var schema = new JsonObject
        {
            ["items"] = new JsonObject
            {
                ["OptimizeModel"] = new JsonObject
                {
                    ["description"] = "An ONNX model that is made smaller and faster when the project is built, and embedded with a class that opens it.",
                    ["includeDescription"] = "ONNX models",
                    ["type"] = "file",
                    ["metadata"] = new JsonObject(OptionRows.All.Select(r => KeyValuePair.Create(r.Name, (JsonNode?)Described(r.Meaning, r.Values, r.Default)))),
                },
            },
            ["properties"] = new JsonObject(OptionRows.All.Select(r => KeyValuePair.Create("OptiBuild" + r.Name, (JsonNode?)Described($"{r.Name} of every model that does not say otherwise. {r.Meaning}", r.Values, r.Default)))
                .Concat(ProjectPropertyRows.All.Select(r => KeyValuePair.Create(r.Name, (JsonNode?)Described(r.Meaning, r.Values, ""))))),
        };
        return schema.ToJsonString(new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
    }

    static JsonObject Described(string meaning, string values, string standard)
    {
        var described = new JsonObject { ["description"] = meaning, ["type"] = Kind(values) };
        if (standard.Length > 0) described["defaultValue"] = standard;
        return described;
    }

    static JsonNode Kind(string values) => values switch
    {
        "true, false"      => "bool",
        "a file or folder" => "file-or-folder",
        "a file"           => "file",
        "a folder"         => "folder",
        "a C# name"        => "clr-type-name",
        "a C# namespace"   => "clr-namespace",
        _ when IsList(values) => new JsonArray([.. values.Split(", ").Select(v => (JsonNode)v)]),
        _                  => "string",
    };

    static bool IsList(string values) => values.Contains(", ", StringComparison.Ordinal) && values.Split(", ").All(v => Word().IsMatch(v));

    static readonly XNamespace Xaml = "http://schemas.microsoft.com/build/2009/properties";

    /// <remarks>https://github.com/dotnet/project-system/blob/main/docs/repo/property-pages/property-specification.md. An item type that a rule declares is an input of Visual Studio's up-to-date check unless it says otherwise: the targets list inputs model by model.</remarks>
    static string Rule()
    {
        var root = new XElement(Xaml + "ProjectSchemaDefinitions",
            new XElement(Xaml + "ItemType", new XAttribute("Name", "OptimizeModel"), new XAttribute("DisplayName", "ONNX model to optimize"), new XAttribute("UpToDateCheckInput", "false")),
            new XElement(Xaml + "ContentType", new XAttribute("Name", "OptimizeModel"), new XAttribute("DisplayName", "ONNX model to optimize"), new XAttribute("ItemType", "OptimizeModel")),
            new XElement(Xaml + "Rule", new XAttribute("Name", "OptimizeModel"), new XAttribute("DisplayName", "File Properties"), new XAttribute("PageTemplate", "generic"), new XAttribute("Description", "How OptiBuild treats the model"),
                new XElement(Xaml + "Rule.DataSource", new XElement(Xaml + "DataSource", new XAttribute("Persistence", "ProjectFile"), new XAttribute("HasConfigurationCondition", "False"), new XAttribute("ItemType", "OptimizeModel"))),
                new XElement(Xaml + "Rule.Categories", new XElement(Xaml + "Category", new XAttribute("Name", "OptiBuild"), new XAttribute("DisplayName", "OptiBuild"))),
                OptionRows.All.Select(Field)));
        return root + "\n";
    }

    static XElement Field(OptionRow row)
    {
        var property = new XElement(Xaml + (IsList(row.Values) ? "EnumProperty" : "StringProperty"), new XAttribute("Name", row.Name), new XAttribute("DisplayName", row.Name), new XAttribute("Category", "OptiBuild"),
            new XAttribute("Description", row.Meaning.Replace("`", "", StringComparison.Ordinal)));
        if (IsList(row.Values)) property.Add(row.Values.Split(", ").Select(v => new XElement(Xaml + "EnumValue", new XAttribute("Name", v), new XAttribute("DisplayName", v))));
        return property;
    }

    [GeneratedRegex(@"\$\((OptiBuild[A-Z]\w*)\)")]
    private static partial Regex Property();

    [GeneratedRegex(@"^[\w-]+$")]
    private static partial Regex Word();
}
