using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Numerics.Algebra;
using OptiBuild.Numerics.Weights;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Calibration;

/// <summary>Moments of what the weights of an LSTM are multiplied with: what it reads, and its own states of the step before, one group for each direction.</summary>
/// <param name="States">Null where sequences have one step only.</param>
public sealed record RecurrentMoments(Moments? Inputs, Moments? States)
{
    /// <summary>Samples looked at.</summary>
    const int Samples = 256;

    const int LeastRows = 512, RowsPerColumn = 12, MostHeldOut = 256;

    /// <summary>Bytes of moments held at once.</summary>
    const long Budget = 32 << 20;

    /// <param name="use">Called for each operator; its moments are gone afterwards.</param>
    public static void Each(MomentSource source, IReadOnlyList<Node> operators, Action<Node, RecurrentMoments> use)
    {
        var chosen = LayerMoments.Chosen(source.Samples, Samples);
        foreach (var portion in Portions(operators))
        {
            var added = portion.Where(n => n.Output(Lstm.Y) is null).ToArray();
            // States that nobody reads have no name yet.
            foreach (var node in added) node.SetOutput(Lstm.Y, node.Graph.AddNamed($"{node.Label}_states"));
            var collected = portion.Select(n => (Node: n, Inputs: new Collector(n, n.Input(Lstm.X)!, Lstm.W, chosen.Count), States: new Collector(n, n.Output(Lstm.Y)!, Lstm.R, chosen.Count))).ToArray();
            Collect(source.Model, [.. collected.SelectMany(c => new[] { c.Inputs, c.States })], chosen, source.Run);
            foreach (var node in added) Drop(node);
            foreach (var (node, inputs, states) in collected) use(node, new(inputs.Moments, states.Moments));
        }
    }

    static void Drop(Node node)
    {
        var states = node.Output(Lstm.Y)!;
        node.SetOutput(Lstm.Y, null);
        node.Graph.Remove(states);
    }

    static IEnumerable<Node[]> Portions(IReadOnlyList<Node> operators)
    {
        var portion = new List<Node>();
        foreach (var node in operators)
        {
            portion.Add(node);
            if (portion.Sum(Bytes) < Budget) continue;
            yield return [.. portion];
            portion.Clear();
        }
        if (portion.Count > 0) yield return [.. portion];
    }

    static long Bytes(Node node) => sizeof(double) * (Columns(node, Lstm.W) * Columns(node, Lstm.W) + Columns(node, Lstm.R) * Columns(node, Lstm.R) * node.Input(Lstm.R)!.Data!.Shape[0]);

    static long Columns(Node node, int weight) => node.Input(weight)!.Data!.Shape[2];

    static void Collect(Model model, IReadOnlyList<Collector> collectors, Data.Samples samples, Run run)
    {
        var byName = collectors.ToLookup(c => c.Value.Name);
        var first = 0;
        ActivationStream.Run(model, [.. byName.Select(c => c.Key)], samples, run with { Advance = (_, _) => { } }, new((name, x, shape) =>
        {
            foreach (var collector in byName[name]) collector.Add(x, shape, first);
        })
        { Begin = (done, _) => first = done });
    }

    /// <summary>Rows for one weight: [steps, batch, input], or [steps, directions, batch, hidden].</summary>
    sealed class Collector(Node node, Value value, int weight, int samples)
    {
        readonly int columns = (int)Columns(node, weight);
        readonly bool isState = weight == Lstm.R;
        readonly int groups = weight == Lstm.R ? (int)node.Input(weight)!.Data!.Shape[0] : 1;
        readonly int fitRows = Each(Math.Max(LeastRows, RowsPerColumn * (int)Columns(node, weight)), samples);
        readonly int heldOutRows = Each(MostHeldOut * LayerMoments.HeldOutEvery, samples);

        public Value Value => value;

        /// <summary>Null where nothing was seen.</summary>
        public Moments? Moments { get; private set; }

        static int Each(int all, int samples) => (all + samples - 1) / samples;

        public void Add(ReadOnlySpan<float> x, ReadOnlySpan<long> shape, int first)
        {
            var (steps, batch) = ((int)shape[0] - (isState ? 1 : 0), (int)shape[^2]);
            if (x.IsEmpty || steps < 1) return;
            Moments ??= new(new Gram(groups, columns), new HeldOutRows(groups, columns, MostHeldOut));
            var row = new float[groups * columns];
            for (var i = 0; i < batch; i++)
                foreach (var step in Steps(first + i, steps))
                {
                    Take(x, step, (i, batch), row);
                    if (LayerMoments.IsHeldOut(first + i)) Moments.HeldOut.Add(row);
                    else Moments.Fit.Add(row);
                }
        }

        /// <summary>Spread over the sequence, from another step on for each sample.</summary>
        IEnumerable<int> Steps(int sample, int steps)
        {
            var wanted = Math.Min(steps, LayerMoments.IsHeldOut(sample) ? heldOutRows : fitRows);
            return Enumerable.Range(0, wanted).Select(r => ((int)((long)r * steps / wanted) + sample) % steps);
        }

        void Take(ReadOnlySpan<float> x, int step, (int Sample, int Of) batch, Span<float> row)
        {
            for (var g = 0; g < groups; g++)
            {
                // Going backwards, the state before a step is that of the step after it.
                var at = isState && (g == 1 || Lstm.IsReverse(node)) ? step + 1 : step;
                x.Slice(((at * groups + g) * batch.Of + batch.Sample) * columns, columns).CopyTo(row[(g * columns)..]);
            }
        }
    }
}
