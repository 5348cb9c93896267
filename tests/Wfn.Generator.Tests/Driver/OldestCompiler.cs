extern alias WfnGenerator;

using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Wfn.Generator.Tests.Running;
using WfnGenerator::Wfn.Generator.Emit;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Generator.Tests.Driver;

/// <summary>The compiler of the .NET 8 SDK with the generator and these tests in it, beside the compiler that all other tests use.</summary>
/// <remarks>What is called in it takes and gives texts: both have their own types of everything else.</remarks>
internal static class OldestCompiler
{
    // One for all tests, because it is compiled anew in each.
    private static readonly Context There = new();

    /// <summary>The version of the compiler.</summary>
    public static string Version() => typeof(Compilation).Assembly.GetName().Version!.ToString(3);

    /// <summary>What the generator and the compiler have to say about a project with two models, one of them named by an attribute.</summary>
    /// <param name="framework">The framework that the project is for.</param>
    /// <param name="fixedPoint">The text of an artifact.</param>
    /// <param name="float32">The text of another.</param>
    public static string[] ComplaintsOfAProject(string framework, string fixedPoint, string float32)
    {
        var run = new DrivenProject(LanguageVersion.CSharp11, GeneratedCompilation.ByName(framework))
            .WithModel("fixed.wfn", fixedPoint)
            .WithModel("float.wfn", float32, ("Numerics", "Float32"))
            .WithCode("App.cs", """
                namespace Demo;

                /// <summary>Named in code.</summary>
                [Wfn.WfnModel("fixed")]
                public static partial class Named { }

                /// <summary>Uses both.</summary>
                public static class App
                {
                    /// <summary>Uses both.</summary>
                    public static int Both(System.ReadOnlySpan<float> x) => Named.Classify(x) + Float.Classify(x);
                }
                """)
            .Run();
        return [.. run.Diagnostics.Select(d => d.ToString()), .. run.Complaints(), .. run.Result.Exception is { } e ? [e.ToString()] : Array.Empty<string>()];
    }

    /// <summary>What the compiler has to say about all kernels, in the oldest language that generated code is for.</summary>
    public static string[] ComplaintsOfAllKernels(string framework)
    {
        var source = new GeneratedSource(
            "Kernels.g.cs", KernelsEmitter.Emit("Demo", "Model", KernelLibrary.Instance.Select(KernelLibrary.Instance.Types)));
        var compilation = GeneratedCompilation.Compile(new GenerationResult([source], []), GeneratedCompilation.ByName(framework));
        return [.. GeneratedCompilation.Complaints(compilation).Select(d => d.ToString())];
    }

    /// <summary>Calls a method of this class there.</summary>
    public static T Call<T>(string method, params object[] arguments)
    {
        var there = There.LoadFromAssemblyPath(typeof(OldestCompiler).Assembly.Location).GetType(typeof(OldestCompiler).FullName!)!;
        return (T)there.GetMethod(method)!.Invoke(null, arguments)!;
    }

    private sealed class Context() : AssemblyLoadContext("oldest compiler")
    {
        private static readonly string[] Own = ["Wfn.Generator", "Wfn.Generator.Tests", "Basic.Reference.Assemblies"];

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            var name = assemblyName.Name!;
            if (name is "Microsoft.CodeAnalysis" or "Microsoft.CodeAnalysis.CSharp")
            {
                var folder = typeof(OldestCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == name).Value!;
                return LoadFromAssemblyPath(Path.Combine(folder, name + ".dll"));
            }

            return Own.Any(own => name == own || name.StartsWith(own + ".", StringComparison.Ordinal))
                ? LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, name + ".dll"))
                : null;
        }
    }
}
