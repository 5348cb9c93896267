using System.Reflection;
using System.Runtime.Loader;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Wfn.OtherProcessor;

/// <summary>Runs the tests of an assembly in this process; the runner that 'dotnet test' starts is for the machine's own processor.</summary>
internal sealed class TestRun : LongLivedMarshalByRefObject, IMessageSink, IDisposable
{
    private readonly ManualResetEventSlim isOver = new();
    private readonly List<ITestCase> cases = [];
    private int passed;
    private int failed;
    private int skipped;

    /// <summary>Runs tests and prints their numbers, and what failed.</summary>
    /// <param name="path">The assembly, with what it needs beside it.</param>
    /// <param name="classes">Names of classes without their namespaces; none: all.</param>
    /// <returns>The exit code: 0 where something ran and nothing failed.</returns>
    public static int Run(string path, IReadOnlyCollection<string> classes)
    {
        var resolver = new AssemblyDependencyResolver(path);
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            resolver.ResolveAssemblyToPath(name) is { } file ? context.LoadFromAssemblyPath(file) : null;
        var assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
        using var run = new TestRun();
        run.Run(assembly, classes);
        Console.WriteLine($"{run.passed} passed, {run.failed} failed, {run.skipped} skipped");
        return run.failed == 0 && run.passed > 0 ? 0 : 1;
    }

    /// <inheritdoc />
    public bool OnMessage(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestCaseDiscoveryMessage found:
                cases.Add(found.TestCase);
                break;
            case ITestPassed test:
                passed++;
                Console.WriteLine($"{test.ExecutionTime,8:F1} s  {test.Test.DisplayName}");
                break;
            case ITestFailed test:
                failed++;
                Console.WriteLine($"FAILED  {test.Test.DisplayName}\n{string.Join('\n', test.Messages)}\n{string.Join('\n', test.StackTraces)}");
                break;
            case ITestSkipped test:
                skipped++;
                Console.WriteLine($"skipped {test.Test.DisplayName}: {test.Reason}");
                break;
            case IErrorMessage error:
                failed++;
                Console.WriteLine(string.Join('\n', error.Messages));
                break;
            case IDiscoveryCompleteMessage or ITestAssemblyFinished:
                isOver.Set();
                break;
        }

        return true;
    }

    /// <inheritdoc />
    public void Dispose() => isOver.Dispose();

    private void Run(Assembly assembly, IReadOnlyCollection<string> classes)
    {
        using var framework = new XunitTestFramework(this);
        var options = new Options();
        using var discoverer = framework.GetDiscoverer(Reflector.Wrap(assembly));
        discoverer.Find(includeSourceInformation: false, this, options);
        isOver.Wait();
        isOver.Reset();
        var chosen = cases.Where(test => classes.Count == 0 || classes.Contains(test.TestMethod.TestClass.Class.Name.Split('.')[^1])).ToList();
        using var executor = framework.GetExecutor(assembly.GetName());
        executor.RunTests(chosen, this, options);
        isOver.Wait();
    }

    // One test at a time: an emulated processor gains nothing from more.
    private sealed class Options : ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
    {
        private readonly Dictionary<string, object?> values = new(StringComparer.Ordinal) { ["xunit.execution.DisableParallelization"] = true };

        public TValue GetValue<TValue>(string name) => values.TryGetValue(name, out var value) ? (TValue)value! : default!;

        public void SetValue<TValue>(string name, TValue value) => values[name] = value;
    }
}
