using OptiBuild.Engine.Reports;

namespace OptiBuild.Engine;

/// <summary>What became of one job. Files were written unless a finding is an error.</summary>
public sealed record ModelResult(ModelReport Report, IReadOnlyList<Finding> Findings)
{
    public bool IsFailed => Findings.Any(f => f.Diagnostic.Severity == Severity.Error);
}
