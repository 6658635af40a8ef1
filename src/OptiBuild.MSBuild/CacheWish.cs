namespace OptiBuild.MSBuild;

/// <summary>What the project says of caches, as the user wrote it: the worker reads it and says what is wrong with it. No part of any stamp, since a cache changes no result.</summary>
sealed record CacheWish(string? Folder, string? Size, string? Mode, string? Url)
{
    public string ToJson(string projectFolder)
    {
        var folder = string.IsNullOrWhiteSpace(Folder) ? null : Paths.Absolute(projectFolder, Folder!.Trim());
        return $"{{\"folder\":{Text(folder)},\"size\":{Text(Size)},\"mode\":{Text(Mode)},\"url\":{Text(Url)}}}";
    }

    static string Text(string? text) => text is null ? "null" : FlatJson.Quote(text);
}
