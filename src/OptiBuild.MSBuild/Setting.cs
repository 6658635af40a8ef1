namespace OptiBuild.MSBuild;

/// <summary>What holds for all models of one run.</summary>
/// <param name="ProjectFolder">Absolute; relative paths in options start here.</param>
/// <param name="Worker">Absolute path of the worker's assembly.</param>
sealed record Setting(string ProjectFolder, string Worker)
{
    public string WorkerIdentity { get; } = MSBuild.WorkerIdentity.Of(Worker);

    /// <summary>The app's ONNX Runtime, for all target frameworks.</summary>
    public AppRuntime[] Runtimes { get; set; } = [];
}
