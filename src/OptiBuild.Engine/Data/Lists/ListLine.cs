namespace OptiBuild.Engine.Data.Lists;

/// <param name="Label">All behind the file's name; null where there is nothing.</param>
/// <param name="Origin">File and line, for messages.</param>
sealed record ListLine(string Path, string? Label, string Origin);
