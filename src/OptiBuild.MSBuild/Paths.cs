namespace OptiBuild.MSBuild;

/// <summary>Paths as project files write them. The current directory plays no part: with multithreaded builds it is anywhere.</summary>
static class Paths
{
    public static string Absolute(string folder, string path) => Path.GetFullPath(Path.Combine(folder, Native(path)));

    static string Native(string path) => Path.DirectorySeparatorChar == '/' ? path.Replace('\\', '/') : path;
}
