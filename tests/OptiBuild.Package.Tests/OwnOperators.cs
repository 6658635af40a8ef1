using System.Diagnostics;
using System.Runtime.InteropServices;
using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

/// <summary>Operators from libraries: native code that runs in the build, and only where the project says so.</summary>
[Collection(Builds.Name)]
public sealed class OwnOperators(Sandbox sandbox)
{
    /// <summary>Registers no operator, and leaves a file where it is loaded.</summary>
    const string Witness = """
        #include <stdio.h>
        __attribute__((constructor)) static void loaded(void) { FILE *file = fopen(WITNESS, "w"); if (file) fclose(file); }
        void *RegisterCustomOps(void *options, void *api) { return 0; }
        """;

    const string WithExtensions = """
        using var options = new SessionOptions();
        options.RegisterOrtExtensions();
        using var session = Models.Tiny.CreateSession(options);
        """;

    static string Library => OperatingSystem.IsWindows() ? "ortextensions.dll" : OperatingSystem.IsMacOS() ? "libortextensions.dylib" : "libortextensions.so";

    Project Tiny(string metadata, byte[] model) => new Project(sandbox).Items($"""
            <PackageReference Include="Microsoft.ML.OnnxRuntime" Version="1.29.0" />
            <PackageReference Include="Microsoft.ML.OnnxRuntime.Extensions" Version="0.14.0" GeneratePathProperty="true" />
            <OptimizeModel Include="tiny.onnx" ValidationData="data.npz" MaxDrop="1pp" {metadata} />
            """, worker: "real")
        .Write("tiny.onnx", model).Write("data.npz", TinyModel.Data()).Write("Program.cs", App.Classifies(WithExtensions));

    [Fact]
    public void AModelIsOptimizedWithTheLibraryThatItsItemNames()
    {
        var project = Tiny($"""CustomOperators="$(PkgMicrosoft_ML_OnnxRuntime_Extensions)/runtimes/{RuntimeInformation.RuntimeIdentifier}/native/{Library}" """, TinyModel.WithOwnOperator());

        project.Build().MustSucceed();

        Assert.Equal("1", project.Run());
        Assert.Equal(0, project.BuildWithoutRestore().MustSucceed().WorkerStarts);
    }

    [Fact]
    public void WithoutItTheErrorSaysWhatToName()
    {
        var error = Tiny("", TinyModel.WithOwnOperator()).Build().MustFailWith("OB2006");

        Assert.Contains("NegPos", error.Text, StringComparison.Ordinal);
        Assert.Contains("CustomOperators", error.Text, StringComparison.Ordinal);
    }

    [FactNeedingCompiler]
    public void NoLibraryIsLoadedThatOnlyTheModelOrItsFolderNames()
    {
        var project = Tiny("", TinyModel.WithOwnOperator(("custom_operators", "libwitness.so"), ("CustomOperators", "libwitness.so"), ("ort_config", """{"session_options":{"custom_ops_library":"libwitness.so","enable_profiling":1}}""")));
        Compile(project);
        foreach (var name in (string[])[Library, "tiny.so", "tiny.onnx.so", "libNegPos.so", "libai.onnx.contrib.so", "libonnxruntime.so", "libcustom_op_library.so"])
            File.Copy(project.PathOf("libwitness.so"), project.PathOf(name));

        project.Build().MustFailWith("OB2006");

        Assert.False(File.Exists(project.PathOf("loaded")));
    }

    /// <summary>The witness would have told.</summary>
    [FactNeedingCompiler]
    public void TheLibraryThatTheItemNamesIsLoaded()
    {
        var project = Tiny("""CustomOperators="libwitness.so" """, TinyModel.WithOwnOperator());
        Compile(project);

        project.Build().MustFailWith("OB2006");

        Assert.True(File.Exists(project.PathOf("loaded")));
    }

    static void Compile(Project project)
    {
        project.Write("witness.c", Witness);
        using var compiler = Process.Start(new ProcessStartInfo("cc", ["-shared", "-fPIC", $"-DWITNESS=\"{project.PathOf("loaded")}\"", "-o", project.PathOf("libwitness.so"), project.PathOf("witness.c")]))!;
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
    }
}
