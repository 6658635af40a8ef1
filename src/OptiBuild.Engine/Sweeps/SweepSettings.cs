using System.Collections.Immutable;

namespace OptiBuild.Engine.Sweeps;

/// <summary>What a sweep runs, in this order. A row adds a point to every plot and table.</summary>
public static class SweepSettings
{
    public static ImmutableArray<SweepSetting> All { get; } =
    [
        new("float",     "fp32",       ("Quantization", "none"), ("Pruning", "none")),
        new("float",     "50 % zeros", ("Quantization", "none"), ("Pruning", "element"), ("PruningMethod", "magnitude"), ("SparsityScope", "layer"), ("Sparsity", "50%")),
        new("float",     "90 % zeros", ("Quantization", "none"), ("Pruning", "element"), ("PruningMethod", "magnitude"), ("SparsityScope", "layer"), ("Sparsity", "90%")),
        new("int8",      "int8",       ("Quantization", "int8"), ("Pruning", "none")),
        new("magnitude", "20 % zeros", ("Quantization", "int8"), ("Pruning", "element"), ("PruningMethod", "magnitude"), ("SparsityScope", "layer"), ("Sparsity", "20%")),
        new("magnitude", "30 % zeros", ("Quantization", "int8"), ("Pruning", "element"), ("PruningMethod", "magnitude"), ("SparsityScope", "layer"), ("Sparsity", "30%")),
        new("magnitude", "50 % zeros", ("Quantization", "int8"), ("Pruning", "element"), ("PruningMethod", "magnitude"), ("SparsityScope", "layer"), ("Sparsity", "50%")),
        new("magnitude", "70 % zeros", ("Quantization", "int8"), ("Pruning", "element"), ("PruningMethod", "magnitude"), ("SparsityScope", "layer"), ("Sparsity", "70%")),
        new("magnitude", "80 % zeros", ("Quantization", "int8"), ("Pruning", "element"), ("PruningMethod", "magnitude"), ("SparsityScope", "layer"), ("Sparsity", "80%")),
        new("magnitude", "90 % zeros", ("Quantization", "int8"), ("Pruning", "element"), ("PruningMethod", "magnitude"), ("SparsityScope", "layer"), ("Sparsity", "90%")),
        new("pruned",    "50 % zeros", ("Quantization", "int8"), ("Pruning", "element"), ("Sparsity", "50%")),
        new("pruned",    "70 % zeros", ("Quantization", "int8"), ("Pruning", "element"), ("Sparsity", "70%")),
        new("pruned",    "80 % zeros", ("Quantization", "int8"), ("Pruning", "element"), ("Sparsity", "80%")),
        new("pruned",    "90 % zeros", ("Quantization", "int8"), ("Pruning", "element"), ("Sparsity", "90%")),
        new("blocks",    "4-bit",      ("Quantization", "blocks4"), ("Pruning", "none")),
        new("auto",      "0.1 pp",     ("MaxDrop", "0.1pp")),
        new("auto",      "0.25 pp",    ("MaxDrop", "0.25pp")),
        new("auto",      "0.5 pp",     ("MaxDrop", "0.5pp")),
        new("auto",      "1 pp",       ("MaxDrop", "1pp")),
        new("auto",      "2 pp",       ("MaxDrop", "2pp")),
    ];
}
