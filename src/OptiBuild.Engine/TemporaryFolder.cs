namespace OptiBuild.Engine;

/// <summary>A folder of its own under the system's temporary folder, gone when disposed.</summary>
sealed class TemporaryFolder : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("optibuild-");

    public string File(string name) => Path.Combine(folder.FullName, name);

    public void Dispose() => folder.Delete(recursive: true);
}
