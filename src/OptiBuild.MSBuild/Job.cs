using System.Diagnostics;
using System.Globalization;

namespace OptiBuild.MSBuild;

/// <summary>What the worker is asked to do, as the file it reads.</summary>
/// <param name="Report">report.json of the whole project.</param>
sealed record Job(IReadOnlyList<ModelPlan> Models, string ProjectFile, string ProjectFolder, string Report, int Threads, ReportWish Reports)
{
    /// <summary>Whether the results become the accepted ones.</summary>
    public bool AcceptsBaseline { get; set; }

    /// <summary>Null for no cache.</summary>
    public CacheWish? Cache { get; set; }

    /// <summary>The app's ONNX Runtime.</summary>
    public AppRuntime[] Runtimes { get; set; } = [];

    public string ToJson()
    {
        using var self = Process.GetCurrentProcess();
        var models = string.Join(",\n", Models.Select(Model));
        return string.Format(CultureInfo.InvariantCulture, "{{\"schema\":1,\"report\":{0},\"parentPid\":{1},\"threads\":{2},\"reports\":{3},\"acceptBaseline\":{4},\"cache\":{5},\"runtimes\":[{6}],\"models\":[\n{7}]}}\n",
            FlatJson.Quote(Report), self.Id, Threads, Reports.ToJson(), AcceptsBaseline ? "true" : "false", Cache?.ToJson(ProjectFolder) ?? "null", string.Join(",", Runtimes.Select(r => r.ToJson())), models);
    }

    string Model(ModelPlan plan)
    {
        var options = plan.Options.Select(o => new KeyValuePair<string, string>(o.Key, InputFiles.ForWorker(o.Key, o.Value, ProjectFolder)));
        var place = ItemPlace.Of(plan, ProjectFile);
        return string.Format(CultureInfo.InvariantCulture, "{{\"model\":{0},\"display\":{1},\"output\":{2},\"embedded\":{3},\"facts\":{4},\"report\":{5},\"place\":{{\"file\":{6},\"line\":{7},\"column\":{8}}},\"options\":{9}}}",
            FlatJson.Quote(plan.File), FlatJson.Quote(plan.Display), FlatJson.Quote(plan.Output),
            plan.IsCompressed ? FlatJson.Quote(plan.Compressed) : "null", FlatJson.Quote(plan.Facts), FlatJson.Quote(plan.Report),
            FlatJson.Quote(plan.DefinedIn), place.Line, place.Column, FlatJson.Write(options));
    }
}
