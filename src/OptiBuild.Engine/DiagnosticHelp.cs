using System.Collections.Immutable;

namespace OptiBuild.Engine;

/// <summary>What stands behind a row of <see cref="Diagnostics"/>, for somebody who meets it for the first time. Code stands in backticks.</summary>
/// <param name="Number">Of the row.</param>
/// <param name="Why">When it comes, and what the words in it mean.</param>
/// <param name="Do">What to change, the most likely first.</param>
/// <param name="Example">Lines to write into a file or to type; empty where none helps.</param>
public sealed record HelpRow(int Number, string Why, string Do, string Example = "")
{
    /// <summary>The example as a block of Markdown.</summary>
    public string Fenced => $"```{(Example.StartsWith('<') ? "xml" : Example.StartsWith('{') ? "json" : "")}\n{Example}\n```";
}

/// <summary>A row of help for every row of <see cref="Diagnostics"/>: <c>optibuild explain</c>, diagnostics.md, SARIF and the page tell it.</summary>
public static partial class DiagnosticHelp
{
    public static ImmutableArray<HelpRow> All { get; } =
        [.. Installation, .. Settings, .. OfReportsAndMachine, .. OfCaches, .. OfModels, .. OfData, .. OfLabels, .. OfSets, .. OfResults, .. OfBaselines, .. OfRuntimes, .. OwnFaults];

    /// <summary>Null for a code of another version.</summary>
    public static HelpRow? Of(string code) => All.FirstOrDefault(r => Diagnostic.CodeOf(r.Number) == code);

    /// <summary>Without backticks: for terminals and tools that show text as it is.</summary>
    public static string Plain(string text) => text.Replace("`", "", StringComparison.Ordinal);

    static HelpRow[] Installation =>
    [
        new(1,
            "The project file does not begin with an SDK, as `<Project Sdk=\"Microsoft.NET.Sdk\">` does. OptiBuild hangs its work on targets of the .NET SDK; without them no model would be optimized, and nothing would say so.",
            "Convert the project file to the SDK form. Or move the models into a library of that form and reference it."),
        new(5,
            "The optimizer is a program with native libraries, which the package holds for four platforms. The `dotnet` that builds belongs to another one (Alpine Linux is `linux-musl-x64`), or `OptiBuildPlatform` names one that is not among them.",
            "Remove `OptiBuildPlatform` where it is set. Build on one of the four platforms, or with an x64 SDK where the system runs it. With `OptiBuildEnabled=false` the models are shipped as they are.",
            "dotnet build -p:OptiBuildEnabled=false"),
        new(7,
            "The optimizer is a program for .NET 10, and the SDK that builds brings the runtime for it. An older SDK builds this project: it is the only one installed, or a `global.json` above the project asks for it. What the project targets does not matter; .NET Framework and older .NET may be built with a new SDK.",
            "Install the SDK, and look with `dotnet --version` in the project's folder which one is taken. Where `global.json` names an older one, correct it.",
            """{ "sdk": { "version": "10.0.100", "rollForward": "latestMinor" } }"""),
        new(8,
            "A package lists the packages that its project references as dependencies of its own, unless they are private. OptiBuild works while the project is built and is not needed afterwards, so that everybody who installs the package would download the optimizer for nothing.",
            "Mark the reference as private.",
            """<PackageReference Include="OptiBuild" Version="0.1.0" PrivateAssets="all" />"""),
        new(9,
            "The class that opens a model is C#, and the project is in another language. The models are optimized and checked all the same, and lie in the assembly as resources named after their files, compressed with Brotli unless `Compression=None` is set.",
            "Open the resource yourself. Or put the models into a C# library with `Access=public`, and reference it.",
            """<OptimizeModel Include="Models/garments.onnx" ValidationData="Data/validate.npz" Access="public" />"""),
    ];

    static HelpRow[] OwnFaults =>
    [
        new(9001,
            "Something happened in OptiBuild that it was not written for. Nothing in the project is known to be wrong, although an unusual model or data file may have brought it about.",
            "Build again with `OPTIBUILD_STACK=1` set: the log then holds the place in OptiBuild's code (MSBuild shows it with `-v:detailed`). Report that together with the model. Until it is mended, `OptiBuildEnabled=false` ships models as they are.",
            "OPTIBUILD_STACK=1 dotnet build -v:detailed"),
        new(9002,
            "The optimizer computes with ONNX Runtime, a native library that it brings. The system could not load it: it lacks a library that ONNX Runtime needs, such as the Visual C++ runtime on Windows or a recent glibc on Linux, or something removed or blocked the file in the package's folder.",
            "Install what the message names. Where the file itself is missing, remove the package's folder from the NuGet cache and restore again.",
            "dotnet nuget locals global-packages --list"),
        new(9003,
            "The optimizer runs as a process of its own, and that process ended without saying why. Native code crashed in it, or the system ended it: exit code 137 is what Linux gives to a process that it killed, most often for want of memory.",
            "With exit code 137, close other programs, set `OptiBuildThreads=1` so that one model is worked on at a time, or set `Effort=fast` for the model. Otherwise report the exit code and the last words together with the model. `OptiBuildEnabled=false` ships models as they are.",
            "dotnet build -p:OptiBuildThreads=1"),
    ];
}
