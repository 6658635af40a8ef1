using OptiBuild.Engine;

namespace OptiBuild.Cli;

static class ExitCodes
{
    public const int Done = 0, UsersError = 1, OurFault = 2, Cancelled = 130;

    /// <summary>Numbers from here on are OptiBuild's own fault.</summary>
    const int FirstOwn = 9000;

    public static int Of(IEnumerable<Finding> findings)
    {
        var errors = findings.Where(f => f.Diagnostic.Severity == Severity.Error).ToList();
        if (errors.Count == 0) return Done;
        return errors.Any(f => f.Diagnostic.Number >= FirstOwn) ? OurFault : UsersError;
    }
}
