using System.Globalization;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace OptiBuild.MSBuild;

/// <summary>Turns what the worker writes into what the build says.</summary>
/// <remarks>Only records count. Any other line is native code talking, and MSBuild would take "error: …" in it for an error of the build.</remarks>
sealed class WorkerLog
{
    const string Prefix = "@@optibuild ";
    const int LastWordsKept = 5;

    /// <summary>128 + SIGKILL.</summary>
    const int Killed = 137;

    /// <summary>Messages about what is as it always is in this project.</summary>
    internal static readonly string[] Quiet = ["OB1035", "OB1036"];

    readonly TaskLoggingHelper _log;
    readonly ModelPlan[] _plans;
    readonly string _projectFile;
    readonly HashSet<int> _failed = [];
    readonly List<(int Model, string Code, string Text)> _warnings = [];
    readonly Queue<string> _lastWords = new();
    readonly SortedSet<int> _atWork = [];
    int _current;

    public WorkerLog(TaskLoggingHelper log, ModelPlan[] plans, string projectFile) => (_log, _plans, _projectFile) = (log, plans, projectFile);

    public bool HasErrors => _failed.Count > 0;

    public bool Failed(int model) => _failed.Contains(model);

    /// <summary>Those about one model.</summary>
    public IEnumerable<(string Code, string Text)> Warnings(int model) => _warnings.Where(w => w.Model == model).Select(w => (w.Code, w.Text));

    public void Read(string line)
    {
        var members = line.StartsWith(Prefix, StringComparison.Ordinal) ? FlatJson.Read(line.Substring(Prefix.Length)) : null;
        if (members is not null) Record(members);
        else Noise(line);
    }

    /// <summary>The worker is gone without having told why.</summary>
    public void Ended(int exitCode)
    {
        if (_atWork.Count == 0) _atWork.Add(_current);
        _failed.UnionWith(_atWork);
        var plan = _plans[_atWork.Min];
        var words = _lastWords.Count > 0 ? $"'{string.Join(" | ", _lastWords)}'." : "nothing.";
        if (exitCode == Killed) words += " 137 is the exit code of a process that the system killed, most often for want of memory.";
        Complaint.WorkerEnded(exitCode, string.Join("', '", _atWork.Select(m => _plans[m].Display)), words).LogAt(ItemPlace.Of(plan, _projectFile), _log);
    }

    void Noise(string line)
    {
        // What was called says less than what was said before.
        var words = Printable.Of(line.Trim());
        _log.LogMessage(MessageImportance.Low, "{0}", words);
        if (words.Length == 0 || words.StartsWith("at ", StringComparison.Ordinal)) return;
        _lastWords.Enqueue(words);
        if (_lastWords.Count > LastWordsKept) _lastWords.Dequeue();
    }

    void Record(Dictionary<string, string> members)
    {
        string Member(string name) => members.TryGetValue(name, out var text) ? Printable.Of(text) : "";

        if (int.TryParse(Member("model"), NumberStyles.None, CultureInfo.InvariantCulture, out var model) && model < _plans.Length) _current = model;
        var text = Member("text");
        switch (Member("kind"))
        {
            case "begin":      _atWork.Add(_current); break;
            case "end":        _atWork.Remove(_current); break;
            case "diagnostic": Diagnostic(Member("severity"), Member("code"), text); break;
            case "summary":    _log.LogMessage(MessageImportance.High, "{0}", text); break;
            case "input":      _log.LogMessage(MessageImportance.Low, "OptiBuild: [input] {0}={1}", Member("name"), text); break;
            case "page":       _log.LogMessage(HasErrors ? MessageImportance.High : MessageImportance.Normal, "OptiBuild: what each model lost, layer by layer: {0}", text); break;
            case "output":     _log.LogMessage(MessageImportance.Low, "OptiBuild: [output] {0}={1}", Member("name"), text); break;
            default:           _log.LogMessage(MessageImportance.Low, "OptiBuild: {0}", text); break;
        }
    }

    void Diagnostic(string severity, string code, string text)
    {
        var plan = _plans[_current];
        var place = ItemPlace.Of(plan, _projectFile);

        // A pattern puts several models on one line of the project file: the place alone does not say which.
        var (display, file) = (Printable.Of(plan.Display), Printable.Of(plan.FileName));
        var named = text.Contains(display) || text.Contains(file) ? text : display + ": " + text;
        if (severity == "error")
        {
            _failed.Add(_current);
            _log.LogError(null, code, null, HelpPage.Link(code), place.File, place.Line, place.Column, 0, 0, "{0}", named);
        }
        else if (severity == "warning")
        {
            _warnings.Add((_current, code, named));
            _log.LogWarning(null, code, null, HelpPage.Link(code), place.File, place.Line, place.Column, 0, 0, "{0}", named);
        }

        else if (Quiet.Contains(code)) _log.LogMessage(null, code, null, place.File, place.Line, place.Column, 0, 0, MessageImportance.Low, "{0}", named);

        // Worth a line in any build: what was split off, left out or accepted decides what the evidence says. It comes only when a model is made.
        else _log.LogMessage(null, code, null, place.File, place.Line, place.Column, 0, 0, MessageImportance.High, "{0}", named);
    }
}
