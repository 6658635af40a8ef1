using OptiBuild.Package.Tests.Infra;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Package.Tests;

/// <summary>Whole builds of models that somebody named to do harm: what the log and the compiled app make of it.</summary>
[Collection(Builds.Name)]
public sealed class HostileNames(Sandbox sandbox)
{
    /// <summary>The compiler's command line, which names every reference.</summary>
    const int LongestLine = 100_000;

    /// <summary>All that a Linux file system takes; MSBuild makes '\' a '/'.</summary>
    static readonly string[] Files =
    [
        "a b", "b;c", "c%20d%3b", "d$(Configuration)e", "e@(Compile)f", "f'g", "::error file=x::g", "##vso[task.complete result=Failed]h", "##[error]i", "j\n::error::k", "k\u001b[31mm",
        "l\"m", "m,n", "n|o", "o<p>&", "p\rq", "q%(Identity)r", "r\u202Es", "s=t", "[t](javascript:u)", "u`v",
    ];

    const string Opens = """
        foreach (var name in System.Reflection.Assembly.GetExecutingAssembly().GetManifestResourceNames())
            System.Console.WriteLine(name);
        System.Console.WriteLine(app.Models.AB.ReadAllBytes().Length == app.Models.AB.OptimizedBytes);
        """;

    const string Runs = """
        using Microsoft.ML.OnnxRuntime;
        using var session = app.Models.Tiny.CreateSession();
        var name = (string)typeof(app.Models.Tiny.Inputs).GetFields()[0].GetRawConstantValue()!;
        using var input = OrtValue.CreateTensorValueFromMemory(new float[32], new long[] { 1, 32 });
        using var outputs = session.Run(new RunOptions(), new[] { name }, new[] { input }, new[] { (string)typeof(app.Models.Tiny.Outputs).GetFields()[0].GetRawConstantValue()! });
        System.Console.WriteLine(app.Models.Tiny.ClassNames.Count + " " + outputs[0].GetTensorDataAsSpan<float>().Length);
        """;

    [Theory]
    [InlineData("Resource")]
    [InlineData("Content")]
    public void OfFilesAreHarmlessInTheLog(string embed)
    {
        if (OperatingSystem.IsWindows()) return;
        var project = new Project(sandbox).Items($"""
            <PackageReference Include="Microsoft.ML.OnnxRuntime" Version="1.29.0" />
            <OptimizeModel Include="Models/**/*.onnx" Gate="Off" Quantization="none" Pruning="none" Embed="{embed}" />
            """, worker: "real").Write("Program.cs", Opens);
        foreach (var file in Files) project.Write($"Models/{file}.onnx", TinyModel.Onnx());

        var first = project.Build().MustSucceed();
        var second = project.BuildWithoutRestore().MustSucceed();

        IsHarmless(first);
        IsHarmless(second);
        Assert.Equal(0, second.WorkerStarts);
        var printed = project.Run().Split('\n');
        Assert.Equal("True", printed[^1].Trim());
        Assert.Equal(embed == "Resource" ? Files.Length : 0, printed.Length - 1);
    }

    /// <summary>That the gate fails on, so that messages tell more.</summary>
    [Fact]
    public void OfAFileIsHarmlessInAnError()
    {
        if (OperatingSystem.IsWindows()) return;
        var project = new Project(sandbox).Items("""<OptimizeModel Include="*.onnx" />""").Write("##vso[task.complete]\n::error::\u001b[31m.onnx", "worse").Write("Program.cs", App.Empty);

        var build = project.Build();

        build.MustFailWith("OB4001");
        IsHarmless(build);
    }

    /// <summary>Names of inputs, outputs, nodes, classes: in the log, in the generated class, in the reports, in the app.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    [InlineData(11)]
    [InlineData(29)]
    public void OfAModelsPartsCompileAndRun(int turn)
    {
        string[] names = [.. HostileText.Whole.Where(t => !t.Contains('\0') && t.Length < 1000).Select((t, i) => $"{t}{i}")];
        string[] classes = [.. names.Where(n => !n.Any(char.IsControl) && n.Trim() == n).Skip(turn).Take(3)];
        var project = new Project(sandbox).Items("""
                <PackageReference Include="Microsoft.ML.OnnxRuntime" Version="1.29.0" />
                <OptimizeModel Include="tiny.onnx" ValidationData="data.npz" MaxDrop="1pp" ClassNames="classes.txt" />
                """, "<OptiBuildReports>json;html;markdown;sarif;junit</OptiBuildReports><GenerateDocumentationFile>true</GenerateDocumentationFile>", worker: "real")
            .Write("tiny.onnx", TinyModel.Named([.. names.Skip(turn), .. names.Take(turn)])).Write("data.npz", TinyModel.Data(input: names[turn])).Write("classes.txt", string.Join('\n', classes)).Write("Program.cs", Runs);

        var build = project.Build("-v:d").MustSucceed();

        IsHarmless(build);
        HostileText.AssertHarmless(project.GeneratedClass(), LongestLine);
        Assert.Equal("3 3", project.Run());
    }

    static void IsHarmless(BuildResult build)
    {
        // MSBuild's console separates lines by the system's end, and tells tasks' parameters with tabs at times.
        HostileText.AssertHarmless(build.Output.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\t', ' '), LongestLine);
        Assert.All(build.Messages.Where(m => m.StartsWith("OptiBuild", StringComparison.Ordinal)), m => HostileText.AssertHarmless(m.Replace('\n', '\0'), LongestLine));
    }
}
