using System.Xml.Linq;
using static OptiBuild.Engine.Reports.Pages.Markup;

namespace OptiBuild.Engine.Reports.Pages;

/// <summary>How long it took, on what machine, from which files.</summary>
static class RunPart
{
    public static XElement? Of(ModelReport model) => Part("How this was made", "", Steps(model.Steps), Facts(model));

    static XElement? Steps(IReadOnlyList<StepReport> steps)
    {
        if (steps.Count == 0) return null;
        var most = Math.Max(steps.Max(s => s.Seconds), 1e-3);
        return Table("steps", ["step", "time", "", "places changed"], steps.Select(s => Row(
            Head(s.Name), Figure(s.Seconds, Shown.Seconds(s.Seconds)), Tag("td", "pair", Bar("after", s.Seconds / most)), Figure(s.Changes, s.Changes == 0 ? "" : Shown.Whole(s.Changes))))
            .Append(Row(Head("together"), Figure(0, Shown.Seconds(steps.Sum(s => s.Seconds))), Cell(), Cell())));
    }

    static XElement? Facts(ModelReport model)
    {
        (string Name, string? Value)[] facts =
        [
            ("model",              model.Model),
            ("asked for in",       model.Place is { } place ? place.Line > 0 ? $"{place.File}, line {Shown.Whole(place.Line)}" : place.File : null),
            ("result",             Origin(model.Cache)),
            .. (model.Interface?.Inputs ?? []).Select(p => ("input", (string?)Port(p))),
            .. (model.Interface?.Outputs ?? []).Select(p => ("output", (string?)Port(p))),
            ("processor",          model.Environment is { } machine ? $"{machine.Cpu} ({string.Join(", ", machine.InstructionSets)})" : null),
            ("system",             model.Environment?.Os),
            ("ONNX Runtime",       model.Environment?.OnnxRuntime),
            ("SHA-256 of the model",            model.Hashes?.Model),
            ("SHA-256 of calibration samples",  model.Hashes?.Calibration),
            ("SHA-256 of validation samples",   model.Hashes?.Validation),
            ("SHA-256 of options",              model.Hashes?.Options),
            ("SHA-256 of the optimized model",  model.Hashes?.Output),
        ];
        return Tag("dl", "facts", facts.Where(f => f.Value is not null).SelectMany(f => new[] { Tag("dt", "", f.Name), Tag("dd", "", f.Value!) }));
    }

    static string? Origin(CacheReport? cache) => cache?.Origin switch
    {
        ResultOrigin.Local  => "from the cache of the machine that built this; steps and processor are those of the run that made it",
        ResultOrigin.Remote => "from the shared cache; steps and processor are those of the run that made it",
        _                   => null,
    };

    static string Port(PortReport port) => $"{port.Name}: {port.Type} [{string.Join(", ", port.Shape)}]";
}
