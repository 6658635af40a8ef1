namespace OptiBuild.Tests.Infra;

/// <summary>Tests that measure the process: none runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
