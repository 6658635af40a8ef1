using OptiBuild.Engine;
using Spectre.Console;

namespace OptiBuild.Cli.Talk;

/// <summary>A bar per step. Colors are left out where NO_COLOR is set.</summary>
static class Bars
{
    public static T Run<T>(Func<Steps, T> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error), ColorSystem = NoColor ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect });
        return console.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .Start(context => work(Following(context)));
    }

    static bool NoColor => Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };

    static Steps Following(ProgressContext context)
    {
        ProgressTask? current = null;
        return new Steps(Watch, _ => End());

        void Watch(Engine.Progress progress)
        {
            var step = Markup.Escape(Printable.Of(progress.Step));
            if (current?.Description != step)
            {
                End();
                current = context.AddTask(step, maxValue: 1);
            }
            current.IsIndeterminate = progress.Of == 0;
            if (progress.Of > 0) current.Value = progress.Done / (double)progress.Of;
        }

        void End()
        {
            if (current is null) return;
            current.IsIndeterminate = false;
            current.Value = current.MaxValue;
            current.StopTask();
        }
    }
}
