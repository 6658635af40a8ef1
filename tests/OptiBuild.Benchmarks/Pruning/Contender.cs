using System.Collections.Immutable;

namespace OptiBuild.Benchmarks.Pruning;

/// <summary>A way to choose zeros.</summary>
sealed record Contender(string Name, string Method, string Scope)
{
    public static ImmutableArray<Contender> All { get; } =
    [
        new("magnitude, layer",  "magnitude", "layer"),
        new("magnitude, global", "magnitude", "global"),
        new("wanda, layer",      "wanda",     "layer"),
        new("obs, layer",        "obs",       "layer"),
        new("obs, auto",         "obs",       "auto"),
    ];

    /// <summary>The classic scopes of magnitude pruning, and what is asked to lose half as much.</summary>
    public const int Classics = 2;

    public IReadOnlyList<string> At(int share) => ["--pruning", "element", "--sparsity", $"{share}%", "--pruning-method", Method, "--sparsity-scope", Scope];
}

/// <param name="Metric">What the metric lost against the original, as a share.</param>
/// <param name="Agreement">Share of samples with the original's answer.</param>
sealed record Loss(double Metric, double Agreement);

/// <param name="Losses">Of <see cref="Contender.All"/>.</param>
sealed record PruneRow(string Model, int Share, Loss Plain, IReadOnlyList<Loss> Losses)
{
    public Loss Classic => Losses.Take(Contender.Classics).MinBy(l => l.Metric)!;

    public Loss Ours => Losses[^1];
}
