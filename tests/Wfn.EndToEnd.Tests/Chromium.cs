namespace Wfn.EndToEnd.Tests;

/// <summary>A real browser without a window.</summary>
internal static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "chrome"];

    /// <summary>The browser's program.</summary>
    public static string Path
    {
        get
        {
            var browser = Find();
            Assert.True(
                browser is not null,
                $"this test needs a browser, and none of {string.Join(", ", Names)} is on the path: on Debian, 'apt-get install chromium' (.ci/run does that)");
            return browser!;
        }
    }

    /// <summary>Opens a page, lets it run until nothing is left to do, and gives what it then shows, as HTML.</summary>
    /// <param name="address">The page.</param>
    /// <param name="profile">A folder for the browser's own files.</param>
    /// <param name="flags">More flags; with <c>--enable-logging=stderr</c> what pages say on the console is in the result, too.</param>
    public static string Open(string address, string profile, params string[] flags)
    {
        // Time in the page jumps ahead whenever it waits; loading files and running code stop that clock.
        var outcome = ChildProcess.Run(System.IO.Path.GetTempPath(), Path,
        [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--user-data-dir=" + profile,
            "--virtual-time-budget=120000",
            "--dump-dom",
            .. flags,
            address
        ]);
        Assert.True(outcome.ExitCode == 0, outcome.Output);
        return outcome.Output;
    }

    private static string? Find() =>
        (from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
         from name in Names
         let file = System.IO.Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name)
         where File.Exists(file)
         select file).FirstOrDefault();
}
