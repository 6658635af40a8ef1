namespace OptiBuild.Benchmarks;

/// <summary>The measurement cannot be made or went wrong; the message says what to do.</summary>
sealed class Failed(string message) : Exception(message);
