using System.Collections.Frozen;
using OptiBuild.Onnx;

namespace OptiBuild.Engine;

/// <summary>What a model may not hold, whatever ONNX Runtime would make of it: code for other machines, and functions that unfold without end.</summary>
/// <remarks>Operators that need a library of their own are another matter: they are unknown until the user names one.</remarks>
static class UntrustedModel
{
    /// <summary>Far beyond every model that is known. ONNX Runtime unfolds every call of a function, and functions that call each other twice double with each level.</summary>
    const long MostNodes = 1_000_000;

    const string MicrosoftDomain = "com.microsoft";

    /// <summary>Operators whose attribute is a program, or the name of a file with one, for an execution provider. https://onnxruntime.ai/docs/execution-providers/EP-Context-Design.html</summary>
    static readonly FrozenSet<string> Compiled = new[] { "EPContext", "Snpe" }.ToFrozenSet(StringComparer.Ordinal);

    /// <exception cref="OptiBuildException">OB2002, OB2010, OB2011.</exception>
    public static void Refuse(Model model, string display)
    {
        // ONNX Runtime's interface would ask for another value: the name up to there.
        if (model.Graph.Values.FirstOrDefault(v => v.Name.Contains('\0')) is { } value)
            throw new OptiBuildException(Diagnostics.ModelDamaged.With(display, $"the name of the value '{value.Name}' holds the character U+0000."));
        var bodies = model.Functions.GroupBy(f => (f.Domain, f.Name)).ToDictionary(g => g.Key, g => g.Select(f => f.Body).ToArray());
        foreach (var node in model.Functions.Select(f => f.Body).Prepend(model.Graph).SelectMany(g => g.WithSubgraphs()).SelectMany(g => g.Nodes))
            if (node.Domain == MicrosoftDomain && Compiled.Contains(node.OpType))
                throw new OptiBuildException(Diagnostics.CompiledCode.With(display, node.ToString()));
        if (Unfolded(model.Graph, bodies, []) > MostNodes) throw new OptiBuildException(Diagnostics.Unfolds.With(display, MostNodes));
    }

    /// <summary>Nodes of the graph when every call is replaced by the function's body. More than <see cref="MostNodes"/> where a function calls itself.</summary>
    static long Unfolded(Graph graph, Dictionary<(string, string), Graph[]> bodies, Dictionary<Graph, long> known)
    {
        var nodes = 0L;
        foreach (var node in graph.WithSubgraphs().SelectMany(g => g.Nodes))
        {
            nodes++;
            foreach (var body in bodies.GetValueOrDefault((node.Domain, node.OpType)) ?? [])
            {
                // Itself, until its own count is known.
                if (known.TryAdd(body, MostNodes + 1)) known[body] = Unfolded(body, bodies, known);
                nodes += known[body];
            }
            if (nodes > MostNodes) return nodes;
        }
        return nodes;
    }
}
