namespace Microsoft.Build.Framework;

/// <summary>Newer MSBuild looks for an attribute of this name and then runs the task on one of several threads of its process.</summary>
/// <remarks>What it asks of a task: no state shared between instances, no use of the current directory or of the process's environment.</remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
sealed class MSBuildMultiThreadableTaskAttribute : Attribute;
