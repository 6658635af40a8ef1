using System.CommandLine;
using OptiBuild.Engine;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Cli.Commands;

static class CommonSwitches
{
    /// <summary>What decides the form of a report.</summary>
    public static string Forms { get; } = $"Its extension says the form: {string.Join(", ", ReportForms.All.Select(f => f.Extension))}.";

    public static Option<string[]> Report { get; } = new("--report") { Description = $"Where to write a report; may be given several times. {Forms}", HelpName = "a file", AllowMultipleArgumentsPerToken = false };

    public static Option<string> History { get; } = new("--history") { Description = "A file of lines, one for each build that differed from those before: pages draw it.", HelpName = "a file .jsonl" };

    public static Option<int> Threads { get; } = new("--threads") { Description = "Threads to compute with; 0 means one per core. Changes no result.", HelpName = "a number" };

    public static Option<string> Data { get; } = new("--data") { Description = "The samples, with labels where the metric needs them.", HelpName = "a file or folder", Required = true };

    public static Argument<string> Model(string name = "model.onnx") => new(name) { Description = "An ONNX model." };

    /// <summary>To be asked for before work begins: a mistyped extension shall not cost minutes.</summary>
    /// <exception cref="OptiBuildException">OB1002: no form has a path's extension.</exception>
    public static ReportFiles Files(ParseResult parsed) => ReportFiles.At(parsed.GetValue(Report) ?? [], Report.Name);

    /// <exception cref="OptiBuildException">OB1005: a file cannot be written.</exception>
    public static void Write(ModelReport report, ReportFiles files)
    {
        var findings = files.Write(new Engine.Reports.Report(ReportJson.Schema, Product.Info, [report]), Surroundings.Of(TimeProvider.System, Environment.GetEnvironmentVariable));
        foreach (var finding in findings) Console.Error.WriteLine(finding.ToLine(Product.Command));
    }

    /// <summary>What messages call a file: the path as typed, with forward slashes.</summary>
    public static string Display(string path) => path.Replace('\\', '/');
}
