using System.Globalization;
using System.Xml.Linq;
using OptiBuild.Fuzzing;
using OptiBuild.Fuzzing.Targets;

// OptiBuild.Fuzzing [targets] [--seconds n] [--seed n] [--findings folder] [--keep folder] [--results file] [--processes n]
if (args is ["child", var work, .. var rest])
{
    using var loop = new Loop(Effort.Of(rest), work);
    return loop.Run(Console.Out) == 0 ? 0 : 1;
}

var seed = Number("--seed", 1);
var seconds = Number("--seconds", 0);
var findings = Text("--findings") ?? Path.Combine(AppContext.BaseDirectory, "findings");
var named = args.TakeWhile(a => !a.StartsWith("--", StringComparison.Ordinal)).ToArray();
if (named.Except(FuzzTargets.All.Select(t => t.Name)).FirstOrDefault() is { } unknown)
{
    Console.Error.WriteLine($"There is no target '{unknown}'. There are {string.Join(", ", FuzzTargets.All.Select(t => t.Name))}.");
    return 2;
}

Console.WriteLine(FormattableString.Invariant($"seed {seed}"));
var copy = Directory.CreateTempSubdirectory("optibuild-fuzzed-").FullName;
try
{
    var program = Instrumentation.Copy(AppContext.BaseDirectory, copy);
    var targets = FuzzTargets.All.Where(t => named.Length == 0 || named.Contains(t.Name)).ToArray();
    var faults = new int[targets.Length];
    Parallel.For(0, targets.Length, new ParallelOptions { MaxDegreeOfParallelism = Number("--processes", 2) }, i =>
        faults[i] = Children.Run(program, new(targets[i].Name, seed, targets[i].Inputs, seconds, FuzzTargets.Corpus, Path.GetFullPath(findings), Text("--keep")), line => Console.WriteLine(line)));
    var failed = faults.Count(f => f > 0);
    if (Text("--results") is { } results) Save(results, targets.Length - failed, failed);
    Console.WriteLine($"{targets.Length - failed} passed, {failed} failed");
    return failed == 0 ? 0 : 1;
}
finally
{
    Directory.Delete(copy, recursive: true);
}

string? Text(string name) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;

int Number(string name, int otherwise) => Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

// As 'dotnet test' counts, so that a build adds them up.
static void Save(string file, int passed, int failed)
{
    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
    new XDocument(new XElement("TestRun", new XElement("ResultSummary", new XElement("Counters", new XAttribute("passed", passed), new XAttribute("failed", failed))))).Save(file);
}
