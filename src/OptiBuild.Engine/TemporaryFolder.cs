namespace OptiBuild.Engine;

/// <summary>A folder of its own, gone when disposed. Under the folder that the build names, which knows what a killed process left there; else under the system's.</summary>
sealed class TemporaryFolder : IDisposable
{
    /// <summary>Set by the build for its worker.</summary>
    const string Variable = "OPTIBUILD_TEMP";

    DirectoryInfo? folder;

    /// <summary>A place in it. The folder is made for the first.</summary>
    public string File(string name) => Path.Combine((folder ??= Create()).FullName, name);

    public void Dispose() => folder?.Delete(recursive: true);

    static DirectoryInfo Create() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } root
        ? Directory.CreateDirectory(Path.Combine(root, Path.GetRandomFileName())) : Directory.CreateTempSubdirectory("optibuild-");
}
