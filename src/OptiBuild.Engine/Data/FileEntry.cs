namespace OptiBuild.Engine.Data;

/// <param name="Class">The place of its sub-folder among the others; null for files that lie directly in the folder.</param>
readonly record struct FileEntry(string Path, long? Class);
