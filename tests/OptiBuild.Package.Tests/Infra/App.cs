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

    /// <summary>Runs <see cref="TinyModel"/> once, and prints the class that it answers.</summary>
    /// <param name="session">Declares <c>session</c>.</param>
    /// <param name="more">Printed behind the class.</param>
    public static string Classifies(string session = "using var session = Models.Tiny.CreateSession();", string more = "\"\"") => $$"""
        using Microsoft.ML.OnnxRuntime;
        using app;
        {{session}}
        var x = new float[32];
        for (var i = 1; i < 32; i += 3) x[i] = 1;
        using var input = OrtValue.CreateTensorValueFromMemory(x, new long[] { 1, 32 });
        using var outputs = session.Run(new RunOptions(), new[] { Models.Tiny.Inputs.X }, new[] { input }, new[] { Models.Tiny.Outputs.Scores });
        var scores = outputs[0].GetTensorDataAsSpan<float>().ToArray();
        System.Console.WriteLine(System.Array.IndexOf(scores, System.Linq.Enumerable.Max(scores)) + {{more}});
        """;
}
