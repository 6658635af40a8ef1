namespace OptiBuild.Package.Tests.Infra;

/// <summary>Programs for test projects.</summary>
static class App
{
    public const string Empty = """System.Console.WriteLine("done");""";

    public const string PrintsResources = """
        System.Console.WriteLine(string.Join(" ", System.Reflection.Assembly.GetExecutingAssembly().GetManifestResourceNames()));
        """;

    /// <summary>Prints the whole model, which in tests with the fake worker is a text.</summary>
    public const string PrintsGarments = """
        System.Console.WriteLine(System.Text.Encoding.UTF8.GetString(app.Models.Garments.ReadAllBytes()));
        """;
}
