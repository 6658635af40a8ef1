namespace OptiBuild.Engine.Data;

/// <summary>Files that data files name: below the data's folder, or refused.</summary>
static class InsideFolder
{
    /// <param name="by">Who names it, for messages: "Line 3 of list.txt".</param>
    /// <exception cref="OptiBuildException">OB3031, OB3032.</exception>
    public static string Existing(string folder, string name, string by)
    {
        var path = Resolved(folder, name, by);
        return File.Exists(path) ? path : throw new OptiBuildException(Diagnostics.NamedFileMissing.With(by, name));
    }

    static string Resolved(string folder, string name, string by)
    {
        var relative = name.Replace('\\', '/');
        var isOutside = relative.StartsWith('/') || relative.Contains(':') || relative.Split('/').Contains("..");
        if (isOutside) throw new OptiBuildException(Diagnostics.PathOutside.With(by, name));
        return relative.Contains('\0') ? "" : Path.Combine(folder, relative);
    }
}
