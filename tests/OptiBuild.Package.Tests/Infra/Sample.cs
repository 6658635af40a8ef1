namespace OptiBuild.Package.Tests.Infra;

/// <summary>A project of samples/, built outside the repository.</summary>
static class Sample
{
    public static Project Copy(Sandbox sandbox, string name)
    {
        var root = sandbox.NewFolder("samples");
        var from = Path.Combine(Sandbox.RepositoryRoot, "samples");
        File.Copy(Path.Combine(Sandbox.RepositoryRoot, "Directory.Packages.props"), Path.Combine(root, "Directory.Packages.props"));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(from, f)).Where(IsSource))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, file))!);
            File.Copy(Path.Combine(from, file), Path.Combine(root, file));
        }
        return new Project(sandbox, Path.Combine(root, name), name);
    }

    static bool IsSource(string file) => !file.Split('/', '\\').Any(part => part is "bin" or "obj");
}
