using System.CommandLine;
using OptiBuild.Engine;

namespace OptiBuild.Cli.Commands;

/// <summary>One switch for each row of the options table.</summary>
sealed class OptionSwitches(IEnumerable<OptionRow> rows)
{
    readonly (OptionRow Row, Option<string> Switch)[] all = [.. rows.Select(r => (r, new Option<string>(r.Switch) { Description = Help(r), HelpName = r.Values }))];

    /// <summary>Those that say what the samples are and how they become inputs.</summary>
    public static IEnumerable<OptionRow> Data { get; } = Rows("Labels", "ClassNames", "Metric", "Mean", "Std", "Scale", "Resize", "Channels", "Layout", "SampleRate");

    public static IEnumerable<OptionRow> Rows(params string[] names) => names.Select(n => OptionRows.ByName[n]);

    public void AddTo(Command command)
    {
        foreach (var (_, option) in all) command.Options.Add(option);
    }

    /// <exception cref="OptiBuildException">OB1002: a text is not a value of its option.</exception>
    public Options Read(ParseResult parsed, params KeyValuePair<string, string>[] more) => Options.From([.. Texts(parsed), .. more]);

    /// <summary>What was given, by the options' names.</summary>
    public IEnumerable<KeyValuePair<string, string>> Texts(ParseResult parsed) =>
        all.Select(o => KeyValuePair.Create(o.Row.Name, parsed.GetValue(o.Switch) ?? "")).Where(o => o.Value.Length > 0);

    static string Help(OptionRow row) => (row.Default.Length > 0 ? $"{row.Meaning} Default: {row.Default}." : row.Meaning).Replace("`", "", StringComparison.Ordinal);
}
