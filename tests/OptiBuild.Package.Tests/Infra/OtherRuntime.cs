using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using OptiBuild.Engine.Runtimes;

namespace OptiBuild.Package.Tests.Infra;

/// <summary>Packages Microsoft.ML.OnnxRuntime of other versions than the one that OptiBuild brings, as far as builds look into them.</summary>
static partial class OtherRuntime
{
    const string Id = "Microsoft.ML.OnnxRuntime";

    /// <summary>Of the C# sources of 1.29.</summary>
    static readonly NpmPackage Sources = new("com.github.asus4.onnxruntime@0.4.9", "BkzxduSZ9IkeDP6Q8lz2TFU2ie7hSSvS7ZIfzMooExoq0CNzJnuuGaUJ7IsojBgqO4ouD1jXah8OYyJbCN29Fg==");

    static readonly NpmPackage Older = new("onnxruntime-node@1.20.1", "di/I4HDXRw+FLgq+TyHmQEDd3cEp9iFFZm0r4uJ1Wd7b/WE1VXtKWo8yemex347c6GNF/3Pv86ZfPhIWxORr0w==");
    static readonly NpmPackage Newer = new("onnxruntime-node@1.30.0", "twhs1C2C/BFkz1yc5OY0KIU2GUq6DURO7hD4bx5Q2Qy3nAMJwRXW8xU3NVczE29VA9lolLOYepoD8fjTGOfIqw==");

    /// <summary>The last function that 1.20 has. (onnxruntime/core/session/onnxruntime_c_api.cc)</summary>
    const string LastOfOlder = "SetEpDynamicOptions";

    /// <summary>A package without any library, for builds that only look at versions. All projects of a sandbox share unpacked packages: never a version that another test fills.</summary>
    public static Project WithRuntime(this Project project, string version) => project.WithFeed(version, [("lib/netstandard2.0/_._", [])]);

    /// <summary>1.20.1: its library, and an assembly that calls no function that came later.</summary>
    public static Project WithOlderRuntime(this Project project) => project.WithFeed("1.20.1", [Native(Older), .. Wrapper(project.PathOf("wrapper"), LastOfOlder)]);

    /// <summary>1.30.0: its library, and the assembly of 1.29, which may call newer libraries.</summary>
    public static Project WithNewerRuntime(this Project project) => project.WithFeed("1.30.0", [Native(Newer), .. Wrapper(project.PathOf("wrapper"), null)]);

    static Project WithFeed(this Project project, string version, IEnumerable<(string Name, byte[] Content)> files)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in files.Prepend(($"{Id}.nuspec", Encoding.UTF8.GetBytes($"""
                <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata>
                  <id>{Id}</id><version>{version}</version><authors>tests</authors><description>For tests.</description>
                  <dependencies><group targetFramework="net8.0"><dependency id="System.Numerics.Tensors" version="9.0.19" /></group><group targetFramework="netstandard2.0" /></dependencies>
                </metadata></package>
                """))))
                using (var entry = zip.CreateEntry(name).Open()) entry.Write(content);
        return project.Write($"feed/{Id}.{version}.nupkg", memory.ToArray())
            .Write("nuget.config", """<configuration><packageSources><add key="other" value="feed" /></packageSources></configuration>""");
    }

    static (string, byte[]) Native(NpmPackage package)
    {
        var part = RuntimeFiles.Platform.Replace("osx", "darwin").Replace("win-", "win32-").Replace('-', '/');
        var (name, content) = package.Files(n => Library().IsMatch(n) && n.Contains($"/{part}/", StringComparison.Ordinal)).First();
        var own = name.Contains(".dll", StringComparison.Ordinal) ? "onnxruntime.dll" : name.Contains(".dylib", StringComparison.Ordinal) ? "libonnxruntime.dylib" : "libonnxruntime.so";
        return ($"runtimes/{RuntimeFiles.Platform}/native/{own}", content);
    }

    /// <param name="last">Functions after it are not bound; null binds all.</param>
    static IEnumerable<(string, byte[])> Wrapper(string folder, string? last)
    {
        foreach (var (name, content) in Sources.Files(n => n.StartsWith("package/Runtime/", StringComparison.Ordinal) && n.EndsWith(".cs", StringComparison.Ordinal)))
            Write(Path.Combine(folder, name), last is not null && name.EndsWith("NativeMethods.shared.cs", StringComparison.Ordinal) ? Without(Encoding.UTF8.GetString(content), last) : Encoding.UTF8.GetString(content));
        Write(Path.Combine(folder, "Directory.Packages.props"), "<Project />");
        Write(Path.Combine(folder, "wrapper.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net8.0</TargetFramework>
                <AssemblyName>{Id}</AssemblyName>
                <LangVersion>latest</LangVersion>
                <AllowUnsafeBlocks>true</AllowUnsafeBlocks>
                <WarningLevel>0</WarningLevel>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <Using Include="System.Reflection" />
                <PackageReference Include="System.Numerics.Tensors" Version="9.0.19" />
              </ItemGroup>
            </Project>
            """);
        var ended = DotNet.Run(folder, ["build", "-nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-o", "made"], new Dictionary<string, string>());
        if (ended.ExitCode != 0) throw new InvalidOperationException(ended.Output);
        var assembly = File.ReadAllBytes(Path.Combine(folder, "made", Id + ".dll"));
        Directory.Delete(folder, recursive: true);
        return [($"lib/net8.0/{Id}.dll", assembly)];
    }

    /// <summary>The C API's table is read to its end whatever the library has: what lies behind a shorter one must not be taken for functions.</summary>
    static string Without(string source, string last)
    {
        var table = source[source.IndexOf($"public IntPtr {last};", StringComparison.Ordinal)..];
        var later = string.Join('|', Function().Matches(table[..table.IndexOf("};", StringComparison.Ordinal)]).Select(m => m.Groups[1].Value).Skip(1));
        source = Regex.Replace(source, $@"Ort\w+\s*=\s*\(\w+\)\s*Marshal\.GetDelegateForFunctionPointer\(\s*api_\.({later}),\s*typeof\(\w+\)\);", "");
        return source.Replace("CompileApi = new CompileApi.NativeMethods(OrtGetCompileApi);", "", StringComparison.Ordinal);
    }

    static void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    [GeneratedRegex(@"/(libonnxruntime[\d.]*\.dylib|libonnxruntime\.so[\d.]*|onnxruntime\.dll)$")]
    private static partial Regex Library();

    [GeneratedRegex(@"public IntPtr (\w+);")]
    private static partial Regex Function();
}
