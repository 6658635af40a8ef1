namespace OptiBuild.Engine.Inference;

/// <param name="Most">Time for everything, warm-up included; one round is always finished.</param>
/// <param name="Rounds">Stops earlier after this many.</param>
public sealed record LatencySettings(TimeSpan Most, int Rounds)
{
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public static LatencySettings For(Effort effort) => effort switch
    {
        Effort.Fast     => new(TimeSpan.FromSeconds(0.1), 25),
        Effort.Thorough => new(TimeSpan.FromSeconds(6), 201),
        _               => new(TimeSpan.FromSeconds(2), 101),
    };
}
