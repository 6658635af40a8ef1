using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Makes the packages that no configured NuGet source has, in a folder feed, out of npm packages pinned by hash.</summary>
/// <remarks>Compiled by RoslynCodeTaskFactory against netstandard2.0, so that parallel restores share no build output.</remarks>
public sealed class FillFolderFeed : Task
{
    const string Code = "OB0002";
    const string DateInPackages = "1700000000"; // Seconds since 1970; any constant, so that every machine makes the same bytes
    static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(20);

    [Required] public ITaskItem[] Packages { get; set; }
    [Required] public string Feed { get; set; }
    [Required] public string Work { get; set; }

    /// <summary>When given, a package found here is copied into the feed.</summary>
    public string PackagesFolder { get; set; }

    public override bool Execute()
    {
        try
        {
            Directory.CreateDirectory(Work);
            using (Lock())
                foreach (var package in Packages)
                    Fill(package);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException or TimeoutException)
        {
            Log.LogError(null, Code, null, null, 0, 0, 0, 0, OneLine(e.Message));
        }
        return !Log.HasLoggedErrors;
    }

    FileStream Lock()
    {
        var file = Path.Combine(Work, "lock");
        for (var watch = Stopwatch.StartNew(); ; Thread.Sleep(200))
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                if (watch.Elapsed > LongestWait)
                    throw new TimeoutException($"'{file}' is still locked by another restore. End that process, then restore again.");
            }
    }

    void Fill(ITaskItem package)
    {
        var name = $"{package.ItemSpec}.{package.GetMetadata("Version")}";
        var made = Path.Combine(Feed, name + ".nupkg");
        var found = Path.Combine(Work, name + ".found");
        if (File.Exists(made) || File.Exists(found))
            return;

        // A short folder of its own per attempt: a broken attempt leaves nothing that the next one could mistake for a result.
        var folder = Directory.CreateDirectory(Path.Combine(Work, Guid.NewGuid().ToString("N").Substring(0, 8))).FullName;
        try
        {
            if (Extracted(package) is { } extracted)
                File.Copy(extracted, Path.Combine(folder, name + ".nupkg"));
            else if (!ConfiguredSourcesLack(package, folder, found))
                return;
            else
                Make(package, folder);
            File.Move(Path.Combine(folder, name + ".nupkg"), made);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    string Extracted(ITaskItem package)
    {
        if (PackagesFolder is null)
            return null;
        var folder = Path.Combine(PackagesFolder, package.GetMetadata("Folder"));
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "*.nupkg").FirstOrDefault() : null;
    }

    // Asks NuGet itself; what it downloads on the way is what the waiting restore needs. PackageDownload, since a PackageReference would end here again.
    bool ConfiguredSourcesLack(ITaskItem package, string folder, string found)
    {
        var project = Path.Combine(folder, "probe.proj");
        File.WriteAllText(project, $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
                <ImportDirectoryBuildTargets>false</ImportDirectoryBuildTargets>
                <ImportDirectoryPackagesProps>false</ImportDirectoryPackagesProps>
              </PropertyGroup>
              <ItemGroup>
                <PackageDownload Include="{package.ItemSpec}" Version="[{package.GetMetadata("Version")}]" />
              </ItemGroup>
            </Project>
            """);
        var (exit, output) = Run("dotnet", $"restore \"{project}\" -nodeReuse:false", folder);
        if (exit == 0)
            File.WriteAllText(found, "A configured source has this package.\n");

        // Any other failure, such as an unreachable source, the waiting restore meets and reports itself.
        return exit != 0 && (output.Contains("NU1101") || output.Contains("NU1102"));
    }

    void Make(ITaskItem package, string folder)
    {
        var name = $"{package.ItemSpec} {package.GetMetadata("Version")}";
        var npm = package.GetMetadata("Npm");
        Log.LogMessage(MessageImportance.High, $"No configured NuGet source has {name}: making it in {Feed} out of the npm package {npm} (once)");
        try
        {
            Require("npm", $"pack {npm} --loglevel=error", folder);
            var archive = Directory.GetFiles(folder, "*.tgz").Single();
            RequireHash(archive, package.GetMetadata("Sha512"));
            Require("tar", $"-xzf \"{Path.GetFileName(archive)}\" --exclude=*iOS* --exclude=*Android*", folder);
            var project = Path.Combine(Path.GetDirectoryName(BuildEngine.ProjectFileOfTaskNode), package.ItemSpec + ".csproj");
            Require("dotnet", $"pack \"{project}\" --artifacts-path \"{folder}/build\" -o \"{folder}\" -nodeReuse:false -p:UseSharedCompilation=false "
                + $"-p:Version={package.GetMetadata("Version")} -p:Npm=\"{folder}/package/\"", folder);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidOperationException($"{name} is in no configured NuGet source and could not be made out of the npm package {npm}: {e.Message} "
                + "Otherwise add a NuGet source that has the package.");
        }
    }

    static void RequireHash(string file, string expected)
    {
        using var sha512 = SHA512.Create();
        using var stream = File.OpenRead(file);
        var actual = Convert.ToBase64String(sha512.ComputeHash(stream));
        if (actual != expected)
            throw new InvalidOperationException($"its sha512 is {actual}, expected {expected}.");
    }

    static void Require(string tool, string arguments, string folder)
    {
        var (exit, output) = Run(tool, arguments, folder);
        if (exit != 0)
            throw new InvalidOperationException($"'{tool} {arguments.Split(' ')[0]}' ended with {exit}: {OneLine(Complaint(output)).TrimEnd('.')}.");
    }

    static (int Exit, string Output) Run(string tool, string arguments, string folder)
    {
        var windows = Path.DirectorySeparatorChar == '\\';
        var start = tool == "npm" && windows
            ? new ProcessStartInfo("cmd.exe", "/d /c npm " + arguments)
            : new ProcessStartInfo(tool == "dotnet" ? Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? tool : tool, arguments);
        start.WorkingDirectory = folder;
        start.Environment["SOURCE_DATE_EPOCH"] = DateInPackages;
        start.UseShellExecute = false;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        try
        {
            using var process = Process.Start(start);
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + errors.Result);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new InvalidOperationException($"'{tool}' was not found on the PATH. Install it.");
        }
    }

    static string Complaint(string output)
    {
        var lines = output.Split('\n').Where(line => line.Trim() != "").ToArray();
        var errors = lines.Where(line => line.IndexOf("error", StringComparison.OrdinalIgnoreCase) >= 0).Take(3).ToArray();
        return errors.Length > 0 ? string.Join(" ", errors) : lines.LastOrDefault() ?? "no output";
    }

    static string OneLine(string text) => string.Join(" ", text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries)).Trim();
}
