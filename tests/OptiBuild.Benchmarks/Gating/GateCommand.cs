using System.CommandLine;

namespace OptiBuild.Benchmarks.Gating;

/// <summary>What the gate promises, against what it does: nothing else than random numbers is needed.</summary>
static class GateCommand
{
    public static Command Create()
    {
        var trials = new Option<int>("--trials") { Description = "Of each design that is resampled; ten times as many of the others.", HelpName = "a number", DefaultValueFactory = _ => 1000 };
        var command = new Command("gate", "How often the gate lets a model pass that loses the whole budget.") { trials };
        command.SetAction(parsed => Run(parsed.GetValue(trials)));
        return command;
    }

    static void Run(int trials)
    {
        var answers = Answers().Select(a => Simulated(a.Budget, a.Design, 10 * trials)).ToArray();
        var rows = new List<ResampledRow>();
        foreach (var design in ResampledDesign.All)
            foreach (var samples in (int[])[200, 500, 2000])
            {
                var (passed, width) = GateSimulation.Passes(design, samples, trials);
                rows.Add(new(design, design.TrueLoss(), samples, passed, width));
                Console.WriteLine(FormattableString.Invariant($"{design.Name}, {samples}: {100 * passed:0.0} %"));
            }
        var file = Path.Combine(Places.Committed(Places.FindRepository()), "gate.md");
        File.WriteAllText(file, GateTable.Of(answers, rows, (10 * trials, trials)));
        Console.WriteLine($"Written to '{file}'.");
    }

    /// <summary>At the budget's edge, and with as many answers changed evenly.</summary>
    static AnswerRow Simulated(double budget, AnswerDesign edge, int trials)
    {
        var half = (edge.Broken + edge.Repaired) / 2;
        return new(budget, edge, GateSimulation.Passes(edge, budget, trials), GateSimulation.Passes(new(edge.Samples, half, half), budget, trials));
    }

    static IEnumerable<(double Budget, AnswerDesign Design)> Answers() =>
        from samples in (int[])[200, 500, 1000, 2000, 5000]
        from budget in (double[])[0.005, 0.01, 0.02]
        from changed in (double[])[budget, 0.03, 0.1]
        where changed >= budget
        select (budget, AnswerDesign.AtTheEdge(samples, budget, changed));
}
