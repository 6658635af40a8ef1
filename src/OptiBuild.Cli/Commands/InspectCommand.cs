using System.CommandLine;
using System.Globalization;
using OptiBuild.Cli.Talk;
using OptiBuild.Engine;
using OptiBuild.Engine.Quantization.Given;
using OptiBuild.Engine.Reports;
using OptiBuild.Onnx;

namespace OptiBuild.Cli.Commands;

static class InspectCommand
{
    public static Command Create()
    {
        var model = CommonSwitches.Model();
        var command = new Command("inspect", "Shows what a model holds: inputs, outputs, operators, weights.") { model };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(model);
            Write(Inspection.Of(ModelErrors.Guard(CommonSwitches.Display(path), () => ModelReader.Read(path))), Console.Out);
            return ExitCodes.Done;
        });
        return command;
    }

    internal static void Write(Inspection model, TextWriter output)
    {
        output.WriteLine($"opset {model.Opset?.ToString(CultureInfo.InvariantCulture) ?? "none"}, IR {Figures.Count(model.IrVersion)}{(model.Producer is { } p ? $", by {Printable.Of(p)}" : "")}");
        foreach (var other in model.OtherOpsets) output.WriteLine($"also imports {Printable.Of(other.Domain)} {Figures.Count(other.Version)}");
        Table.Write(output, "input", ["name", "type", "shape"], model.Inputs.Select(Row));
        Table.Write(output, "output", ["name", "type", "shape"], model.Outputs.Select(Row));
        Table.Write(output, "operators", ["operator", "nodes"], model.Operators.Select(o => new[] { o.Operator, Figures.Count(o.Nodes) }));
        Table.Write(output, "weights", ["type", "size"], model.Weights.Select(w => new[] { w.Type.Name(), Figures.Bytes(w.Bytes) }));
        Table.Write(output, "layers", ["node", "operator", "weights", "shape", "zeros"], model.Layers.Select(Row));
        if (model.Safety.Target is { } target) Write(model.Safety, target, output);
    }

    static void Write(TargetSafety safety, TargetName target, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"fit for {Reason(safety, target)}");
        Table.Write(output, "may saturate on x64 without VNNI", ["node", "operator", "pairs of weights", "of"],
            safety.Unsafe.Select(l => new[] { l.Node, l.Op, Figures.Count(l.UnsafePairs), Figures.Count(l.Pairs) }));
    }

    static string Reason(TargetSafety safety, TargetName target) => target switch
    {
        TargetName.Any     => "TargetCpu=any: int8 operators give the same answers on every processor",
        TargetName.X64Vnni => $"TargetCpu=x64-vnni: {Share(safety, safety.Unsafe)} may saturate on x64 without VNNI",
        _                  => $"TargetCpu=arm64: {Share(safety, safety.Layers.Where(l => l.SignedActivations))} have signed activations, which x64 has no fast kernels for",
    };

    static string Share(TargetSafety safety, IEnumerable<LayerSafety> some) => $"{Figures.Count(some.Count())} of {Figures.Count(safety.Layers.Count)} int8 operators";

    static string[] Row(PortReport port) => [port.Name, port.Type, $"[{string.Join(", ", port.Shape)}]"];

    static string[] Row(WeightedLayer layer) =>
        [layer.Node, layer.Op, layer.Weights, $"[{string.Join(", ", layer.Shape)}]", layer.Sparsity is { } s ? Figures.Percent(s) : ""];
}
