namespace OptiBuild.MSBuild;

/// <summary>What goes into the app of one model, or beside it, by the files that there are now.</summary>
/// <param name="File">The model.</param>
/// <param name="Folder">Where it lies; its weights lie there or below.</param>
/// <param name="Weights">Files without which the model cannot be opened.</param>
sealed record ShippedModel(ModelPlan Plan, string File, string Folder, string[] Weights)
{
    /// <summary>What the worker, too, takes for the most that one file holds. Compilers embed a little more.</summary>
    const long MostOfResource = 2_000_000_000;

    /// <summary>What the worker made.</summary>
    public static ShippedModel Optimized(ModelPlan plan) => new(plan, plan.Output, plan.Folder, System.IO.File.Exists(plan.Weights) ? [plan.Weights] : []);

    /// <summary>The model as it is.</summary>
    public static ShippedModel Original(ModelPlan plan) => new(plan, plan.File, Path.GetDirectoryName(plan.File)!, WeightsOf(plan.File));

    /// <summary>Asked for, or the only way: a resource has no files beside it.</summary>
    public bool IsContent => Plan.IsContent || IsTurned;

    /// <summary>Whether it is Content though a resource was asked for.</summary>
    public bool IsTurned => Plan.IsEmbedded && (Weights.Length > 0 || (System.IO.File.Exists(File) && new FileInfo(File).Length > MostOfResource));

    /// <summary>Where a file of it lies, seen from the app.</summary>
    public string PathOf(string file) =>
        file == File ? Plan.ContentPath : Plan.ContentPath.Substring(0, Plan.ContentPath.LastIndexOf('/') + 1) + file.Substring(Folder.TrimEnd('/', '\\').Length + 1).Replace('\\', '/');

    static string[] WeightsOf(string model)
    {
        try
        {
            return ExternalData.Of(model);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever copies or embeds the model says what is wrong with it.
            return [];
        }
    }
}
