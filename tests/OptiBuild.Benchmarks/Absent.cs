namespace OptiBuild.Benchmarks;

/// <summary>Something that this machine need not have is not there: nothing to measure, and no error.</summary>
sealed class Absent(string message) : Exception(message);
