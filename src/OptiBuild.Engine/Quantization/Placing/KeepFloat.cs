using System.Text.RegularExpressions;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Placing;

/// <summary>The option KeepFloat: node names, output names or operator types, with * for any run of characters.</summary>
static class KeepFloat
{
    public static Func<Node, bool> Matcher(IReadOnlyCollection<string> patterns)
    {
        if (patterns.Count == 0) return _ => false;
        var any = new Regex($"^(?:{string.Join('|', patterns.Select(p => Regex.Escape(p).Replace("\\*", ".*", StringComparison.Ordinal)))})$",
            RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        return node => any.IsMatch(node.OpType) || any.IsMatch(node.Name) || node.Outputs.Any(o => o is not null && any.IsMatch(o.Name));
    }
}
