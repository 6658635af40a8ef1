using System.CommandLine;
using OptiBuild.Engine;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Cli.Commands;

static class CommonSwitches
{
    public static Option<string> Report { get; } = new("--report") { Description = "Where to write report.json.", HelpName = "a file" };

    public static Option<int> Threads { get; } = new("--threads") { Description = "Threads to compute with; 0 means one per core. Changes no result.", HelpName = "a number" };

    public static Option<string> Data { get; } = new("--data") { Description = "The samples, with labels where the metric needs them.", HelpName = "a file or folder", Required = true };

    public static Argument<string> Model(string name = "model.onnx") => new(name) { Description = "An ONNX model." };

    /// <exception cref="OptiBuildException">OB1005: the file cannot be written.</exception>
    public static void Write(ModelReport report, ParseResult parsed)
    {
        if (parsed.GetValue(Report) is { } path) ReportJson.Write(new Engine.Reports.Report(ReportJson.Schema, Product.Info, [report]), path);
    }

    /// <summary>What messages call a file: the path as typed, with forward slashes.</summary>
    public static string Display(string path) => path.Replace('\\', '/');
}
