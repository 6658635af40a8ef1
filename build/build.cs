#!/usr/bin/env dotnet
#:property PublishAot=false
// The whole build: dotnet run build/build.cs -- <step> [arguments for the tool the step runs]
using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Xml.Linq;

const string Packages = ".artifacts/packages", Results = ".artifacts/results";
const int MostCodeLines = 400;

Directory.SetCurrentDirectory(Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, ".."));

var verdicts = new Dictionary<string, bool>();
Step[] Steps() =>
[
    new("format",  "white space, and the size of files",                          _ => FilesAreClean() & FilesAreSmall()),
    new("build",   "everything in the solution",                                  more => Dotnet("build OptiBuild.sln -c Release", more)),
    new("test",    "unit tests",                                                  more => Test("OptiBuild.Tests", Filtered("Category!=Suite", more))),
    new("suite",   "every model of ONNX's own test suite through the pipeline",    more => Test("OptiBuild.Tests", Filtered("Category=Suite", more))),
    new("fuzz",    "broken inputs for everything that is read: [target] [seconds]", more => Fuzz(more)),
    new("scalar",  "numerics tests without the processor's vector instructions",  more => WithVariable("DOTNET_EnableHWIntrinsic", "0", () => Test("OptiBuild.Tests", ["--filter", "FullyQualifiedName~.Numerics.", .. more]))),
    new("pack",    "the package and the command line tool, into the folder feed", _ => All(() => Pack("OptiBuild.MSBuild"), () => Pack("OptiBuild.Cli"), Publish)),
    new("package", "pack, then builds of whole projects with the package",        more => All(() => Run("pack"), FillFolderFeed, () => Test("OptiBuild.Package.Tests", more))),
    new("sample",  "pack, then build and run a sample app: Garments, or the one named", more => All(() => Run("pack"), () => IsSample(more) ? Sample(more[0], more[1..]) : Sample("Garments", more))),
    new("readme",  "write the README's tables, diagnostics.md and the editors' files anew; 'test' checks them", _ => WithVariable("OPTIBUILD_README", "write", () => Test("OptiBuild.Tests", ["--filter", "FullyQualifiedName~ReadmeTables|FullyQualifiedName~DiagnosticsPage|FullyQualifiedName~EditorFiles"]))),
    new("bench",   "pack, then benchmarks of the packed worker",                  more => All(() => Run("pack"), () => Dotnet("run -c Release --project tests/OptiBuild.Benchmarks --", more))),
    new("ci",      "everything but readme and bench, to the end",                 _ => Array.TrueForAll([.. new[] { "format", "build", "test", "suite", "fuzz", "scalar", "package", "sample" }.Select(name => Run(name))], passed => passed)),
];

if (args.Length == 0 || Array.TrueForAll(Steps(), step => step.Name != args[0]))
{
    Console.WriteLine("dotnet run build/build.cs -- <step>");
    foreach (var step in Steps())
        Console.WriteLine($"  {step.Name,-8} {step.About}");
    return 1;
}

if (Directory.Exists(Results))
    Directory.Delete(Results, recursive: true);
var good = Run(args[0], args[1..]);
Summarize();
return good ? 0 : 1;

// A step that several others start with runs once.
bool Run(string name, params string[] more)
{
    if (verdicts.TryGetValue(name, out var verdict))
        return verdict;
    Console.WriteLine($"== {name}");
    var watch = Stopwatch.StartNew();
    verdicts[name] = verdict = Steps().First(step => step.Name == name).Action(more);
    Console.WriteLine($"== {name}: {(verdict ? "done" : "FAILED")} in {watch.Elapsed.TotalSeconds:F0} s");
    return verdict;
}

bool All(params Func<bool>[] actions) => Array.TrueForAll(actions, action => action());

bool Test(string project, string[] more) =>
    Dotnet($"test tests/{project} -c Release --logger trx --results-directory {Results}", more);

// A number of inputs that is fixed, or as many as fit into the time. The seed is printed.
bool Fuzz(string[] more)
{
    var times = more.Where(word => word.All(char.IsAsciiDigit)).SelectMany(seconds => new[] { "--seconds", seconds });
    return Dotnet("run -c Release --project tests/OptiBuild.Fuzzing --", [.. more.Where(word => !word.All(char.IsAsciiDigit)), .. times, "--findings", ".artifacts/fuzzing", "--results", $"{Results}/fuzzing.trx"]);
}

// One filter is all that 'dotnet test' takes.
string[] Filtered(string filter, string[] more) => more.Contains("--filter") ? more : ["--filter", filter, .. more];

// The time in packages is that of the last commit, so that the same sources give the same bytes.
bool Pack(string project) => WithVariable("SOURCE_DATE_EPOCH", Output("git", "log -1 --format=%ct").Trim(), () => Dotnet($"pack src/{project} -c Release -o {Packages}"));

// A package of the same version extracted earlier would be used instead of the one just packed.
bool Publish()
{
    var extracted = Regex.Match(Output("dotnet", "nuget locals global-packages --list --force-english-output"), @"global-packages:\s*(.+)").Groups[1].Value.Trim();
    foreach (var package in Directory.GetFiles(Packages, "*.nupkg"))
    {
        var name = Regex.Match(Path.GetFileNameWithoutExtension(package), @"^(.+?)\.(\d+\..+)$");
        var stale = Path.Combine(extracted, name.Groups[1].Value.ToLowerInvariant(), name.Groups[2].Value.ToLowerInvariant());
        if (Directory.Exists(stale))
            Directory.Delete(stale, recursive: true);
        File.Copy(package, Path.Combine(".feed", Path.GetFileName(package)), overwrite: true);
    }
    return true;
}

bool FillFolderFeed() => Dotnet("msbuild build/onnxruntime/feed.targets -t:FillFolderFeed");

bool IsSample(string[] more) => more is [var name, ..] && File.Exists($"samples/{name}/{name}.csproj");

bool Sample(string name, string[] more)
{
    foreach (var output in new[] { "bin", "obj" }.Select(folder => $"samples/{name}/{folder}").Where(Directory.Exists))
        Directory.Delete(output, recursive: true);
    return Dotnet($"build samples/{name} -c Release") && Dotnet($"run --project samples/{name} -c Release --no-build --", more);
}

// Not 'dotnet format': it would pull aligned tables apart. The compiler enforces the rest of .editorconfig.
bool FilesAreClean()
{
    (string Fault, string Pattern)[] faults = [("a tab", @"\t"), ("a carriage return", @"\r"), ("white space at a line's end", @"[ \t]+$"), ("not exactly one line break at the end", @"(?<!\n)\z|\n\n\z")];
    var found = from file in Sources("*.cs", "*.csproj", "*.props", "*.targets")
                let text = File.ReadAllText(file)
                from row in faults
                let match = Regex.Match(text, row.Pattern, RegexOptions.Multiline)
                where match.Success
                select $"{file}({text.AsSpan(0, match.Index).Count('\n') + 1}): error OB0004: {row.Fault}.";
    return Report(found);
}

bool FilesAreSmall()
{
    var sizes = Sources("*.cs").Select(file => (File: file, Lines: File.ReadLines(file).Count(line => !Regex.IsMatch(line, @"^\s*(//.*)?$"))))
        .OrderByDescending(row => row.Lines).ToArray();
    foreach (var (file, lines) in sizes.Take(3))
        Console.WriteLine($"{lines,5} code lines  {file}");
    return Report(sizes.Where(row => row.Lines > MostCodeLines).Select(row => $"{row.File}(1): error OB0003: {row.Lines} code lines, more than {MostCodeLines}. Split the file."));
}

bool Report(IEnumerable<string> errors)
{
    var lines = errors.ToArray();
    Array.ForEach(lines, Console.WriteLine);
    return lines.Length == 0;
}

IEnumerable<string> Sources(params string[] patterns) =>
    from folder in new[] { "src", "tests", "samples", "build" }
    from pattern in patterns
    from file in Directory.GetFiles(folder, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)
    where !Regex.IsMatch(file, @"[\\/](bin|obj)[\\/]")
    select file.Replace('\\', '/');

void Summarize()
{
    if (!Directory.Exists(Results) && args[0] != "ci")
        return;
    var counters = Directory.Exists(Results)
        ? Directory.GetFiles(Results, "*.trx").SelectMany(file => XDocument.Load(file).Descendants().Where(e => e.Name.LocalName == "Counters")).ToArray()
        : [];
    int Sum(params string[] names) => (from counter in counters from name in names select (int?)counter.Attribute(name) ?? 0).Sum();
    var failed = Sum("failed", "error", "timeout", "aborted");
    if (!good)
        Console.WriteLine($"Failed: {string.Join(", ", verdicts.Where(row => !row.Value).Select(row => row.Key))}");

    // A step that fails without a failed test is a failure all the same.
    Console.WriteLine($"{Sum("passed")} passed, {(failed == 0 && !good ? 1 : failed)} failed");
}

bool WithVariable(string name, string value, Func<bool> action)
{
    Environment.SetEnvironmentVariable(name, value);
    try { return action(); }
    finally { Environment.SetEnvironmentVariable(name, null); }
}

bool Dotnet(string arguments, string[]? more = null)
{
    Console.WriteLine($"> dotnet {arguments} {string.Join(" ", more ?? [])}".TrimEnd());
    using var process = Process.Start("dotnet", [.. arguments.Split(' '), .. more ?? []]);
    process.WaitForExit();
    return process.ExitCode == 0;
}

string Output(string program, string arguments)
{
    using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
    return process.StandardOutput.ReadToEnd();
}

sealed record Step(string Name, string About, Func<string[], bool> Action);
