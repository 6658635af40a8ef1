using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;
using OptiBuild.Engine.Runtimes;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Runtimes;

/// <summary>What is asked of an ONNX Runtime before it is used.</summary>
public class OtherRuntimeTests
{
    static string Native(string name) => Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeFiles.Platform, "native", (OperatingSystem.IsWindows() ? "" : "lib") + name + (OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so"));

    [Fact]
    public void TheRightLibraryIsNotRefused() => Assert.Null(NativeRuntime.Refusal(Native("onnxruntime"), PackedRuntime.Version, PackedRuntime.Version));

    [Fact]
    public void ALibraryOfAnotherVersionIsRefused() =>
        Assert.Equal($"its native library calls itself version '{PackedRuntime.Version}'.", NativeRuntime.Refusal(Native("onnxruntime"), new(1, 20, 1), new(1, 20, 1)));

    [Fact]
    public void ALibraryWithoutTheFunctionsThatAreCalledIsRefused() =>
        Assert.Equal("its native library is older than version 1.99.", NativeRuntime.Refusal(Native("onnxruntime"), PackedRuntime.Version, new(1, 99, 0)));

    [Fact]
    public void AnotherLibraryIsRefused() =>
        Assert.Equal("its native library has no OrtGetApiBase.", NativeRuntime.Refusal(Native("ortextensions"), PackedRuntime.Version, PackedRuntime.Version));

    [Fact]
    public void AFileThatIsNoLibraryIsRefused()
    {
        using var folder = new TempFolder();

        Assert.Equal("its native library, or one that it needs, does not load on this machine.", NativeRuntime.Refusal(folder.Write("onnxruntime", "text"u8), PackedRuntime.Version, PackedRuntime.Version));
    }

    [Theory]
    [InlineData("lib/net8.0;lib/netstandard2.0", "lib/net8.0")]
    [InlineData("lib/net6.0;lib/net8.0;lib/net99.0", "lib/net8.0")]
    [InlineData("lib/net472;lib/netstandard2.0", "lib/netstandard2.0")]
    [InlineData("../../microsoft.ml.onnxruntime.managed/1.20.1/lib/net8.0", "../../microsoft.ml.onnxruntime.managed/1.20.1/lib/net8.0")]
    public void TheAppsOwnAssemblyIsTakenWithItsLibrary(string frameworks, string expected)
    {
        using var folder = new TempFolder();
        var package = Package(folder, frameworks.Split(';'));

        var files = RuntimeFiles.Of(new("Microsoft.ML.OnnxRuntime", new(1, 20, 1), package)).Files!;

        Assert.Equal(Path.GetFullPath(Path.Combine(package, expected, "Microsoft.ML.OnnxRuntime.dll")), files.Managed);
        Assert.Equal(new(1, 20, 1), files.Least);
        Assert.StartsWith(package, files.Native, StringComparison.Ordinal);
    }

    [Fact]
    public void ThePackedAssemblyDrivesNewerLibrariesOnly()
    {
        using var folder = new TempFolder();
        var package = Package(folder, []);

        Assert.Equal($"its package has no assembly for .NET, and that of version {PackedRuntime.Version} cannot call an older library.", RuntimeFiles.Of(new("Microsoft.ML.OnnxRuntime", new(1, 20, 1), package)).Why);
        Assert.Equal(PackedRuntime.Version, RuntimeFiles.Of(new("Microsoft.ML.OnnxRuntime", new(1, 99, 0), package)).Files!.Least);
    }

    [Fact]
    public void WithoutALibraryForThisMachineThereIsNothing()
    {
        using var folder = new TempFolder();

        Assert.Equal($"its package has no native library for {RuntimeFiles.Platform}.", RuntimeFiles.Of(new("Microsoft.ML.OnnxRuntime", new(1, 99, 0), folder.File(""))).Why);
        Assert.NotNull(RuntimeFiles.Of(new("Microsoft.ML.OnnxRuntime", new(1, 99, 0), null)).Why);
    }

    [Fact]
    public void ThePackedAssemblyHasEverythingThatIsCalled() => Assert.Null(WrapperMembers.Missing(typeof(RuntimeTrial).Assembly));

    [Fact]
    public void WhatAnAssemblyLacksIsNamed()
    {
        using var folder = new TempFolder();
        var empty = new PersistedAssemblyBuilder(new AssemblyName(RuntimeFiles.Wrapper), typeof(object).Assembly);
        empty.DefineDynamicModule(RuntimeFiles.Wrapper);
        empty.Save(folder.File("empty.dll"));

        var missing = WrapperMembers.Missing(new Bound(folder.File("empty.dll")).LoadFromAssemblyPath(typeof(RuntimeTrial).Assembly.Location));

        Assert.Contains(missing, typeof(Microsoft.ML.OnnxRuntime.OrtEnv).Assembly.GetTypes().Select(t => t.Name));
    }

    static string Package(TempFolder folder, string[] frameworks)
    {
        const string Root = "packages/microsoft.ml.onnxruntime/1.20.1/";
        folder.Write($"{Root}runtimes/{RuntimeFiles.Platform}/native/{Path.GetFileName(Native("onnxruntime"))}", "library"u8);
        foreach (var framework in frameworks) folder.Write(Path.GetRelativePath(folder.File(""), Path.GetFullPath(folder.File($"{Root}{framework}/Microsoft.ML.OnnxRuntime.dll"))), "assembly"u8);
        return folder.File(Root);
    }

    sealed class Bound(string wrapper) : AssemblyLoadContext(isCollectible: false)
    {
        protected override Assembly? Load(AssemblyName name) => name.Name == RuntimeFiles.Wrapper ? LoadFromAssemblyPath(wrapper) : null;
    }
}
