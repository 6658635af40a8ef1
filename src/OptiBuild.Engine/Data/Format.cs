namespace OptiBuild.Engine.Data;

/// <summary>A row of <see cref="Formats"/>.</summary>
/// <param name="Recognized">By what a place is taken for this format, as the README says it.</param>
/// <param name="Holds">What is in it.</param>
public sealed record Format(string Name, string Recognized, string Holds, Func<string, bool> Is, Func<DataRequest, Samples> Open);
